import type { GroupCode } from '@acta/domain';
import { type ChangedSubject, type ChangesAxis, changesSince } from '@acta/projections';
import type { When } from './point.js';
import type { Answer } from './reader.js';
import { type ResolvedSince, type SinceParts, resolveSince } from './since.js';
import type { ViewParts } from './views.js';

/** What changed in a group since when. */
export interface ChangesAsk {
  group: GroupCode;
  /** A position, a moment, `meeting:N`, `report:KIND/COVERS`, `session:CODE` or a session's code. */
  since: string;
  /** Absent: `both` for positions and reports, `at` for the rest. */
  axis?: ChangesAxis;
  /** The second point: the record's newest where absent. */
  when: When;
}

export interface ChangesAnswer extends Answer<readonly ChangedSubject[]> {
  since: ResolvedSince;
}

/** What changed in a group between two points, by subject. @throws NotFound, Invalid */
export function showChanges(parts: ViewParts & SinceParts, ask: ChangesAsk): ChangesAnswer {
  const { group, when, since: asked, axis } = ask;
  const point = parts.reader.point(when);
  const streams = parts.reader.group(group, point.position);
  const since = resolveSince(parts, {
    group,
    since: asked,
    to: point,
    ...(axis === undefined ? {} : { axis }),
  });
  return { point, since, value: changesSince(streams, since, { at: point.at, nameOf: parts.nameOf }) };
}
