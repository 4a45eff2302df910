import { type SubjectId, streamOf } from '@acta/domain';
import { type Finding, type Inquiry, foldStream, investigate } from '@acta/projections';
import { invalid } from '../faults.js';
import type { Answer } from './reader.js';
import { type TimelineAsk, type TimelineParts, optionsOf } from './timeline.js';

/** What is looked for among a group's acts, in which stretch of time. */
export interface InvestigationAsk extends TimelineAsk {
  inquiry: Inquiry;
  /** Of `person`: who recorded it, by subject id. */
  person?: SubjectId;
  /** Of `person`: words by which an approval, an authority or an attribution names them. */
  named?: string;
  /** Of `late`: recorded more than so many days after it took effect. */
  days?: number;
}

/** The acts that an investigation finds, each with why. @throws NotFound, Invalid */
export function findActs(parts: TimelineParts, ask: InvestigationAsk): Answer<Finding[]> {
  const { inquiry, group, person, named, days } = ask;
  if (inquiry === 'person' && person === undefined && named === undefined)
    throw invalid(
      'missing-field',
      'whose acts? Give the subject id of who recorded them, words that name who approved them, or both',
      '/person',
    );
  const point = parts.reader.point(ask.when);
  const streams = parts.reader.group(group, point.position);
  const state = foldStream('group', streams.get(streamOf.group(group)) ?? []);
  const options = {
    ...optionsOf(parts.journal, ask, point.at),
    ...(person === undefined ? {} : { person }),
    ...(named === undefined ? {} : { named }),
    ...(days === undefined ? {} : { days }),
  };
  return { point, value: investigate(inquiry, { streams, group: state }, options) };
}
