import {
  type ActaEvent,
  type AggregateName,
  type GroupCode,
  type Identifier,
  type Ordinal,
  deciders,
  parseStream,
} from '@acta/domain';

/** References of subjects as answers show them, for example CWG-COP/meetings/15/outcomes/3. */
export const refOf = {
  group: (group: GroupCode) => group,
  meeting: (group: GroupCode, ordinal: Ordinal) => `${group}/meetings/${ordinal}`,
  contribution: (group: GroupCode, meeting: Ordinal, number: Identifier) =>
    `${group}/meetings/${meeting}/contributions/${number}`,
  outcome: (group: GroupCode, meeting: Ordinal, ordinal: Ordinal) =>
    `${group}/meetings/${meeting}/outcomes/${ordinal}`,
  /** @param number in its series, for example o-1 */
  liaisonStatement: (group: GroupCode, number: string) => `${group}/liaison-statements/${number}`,
  /** @param covers for example PP-18..PP-22 */
  report: (group: GroupCode, kind: string, covers: string) => `${group}/reports/${kind}/${covers}`,
} as const;

/** The reference of what a stream is about; the stream's own name where it is none of ours. */
export function refOfStream(stream: string): string {
  const name = parseStream(stream);
  switch (name?.aggregate) {
    case 'group':
      return refOf.group(name.group);
    case 'meeting':
      return refOf.meeting(name.group, name.ordinal);
    case 'liaison':
      return refOf.liaisonStatement(name.group, `${name.direction}-${name.ordinal}`);
    case 'report':
      return refOf.report(name.group, name.kind, name.covers);
    case 'person':
      return `persons/${name.subject}`;
    case 'calendar':
    case undefined:
      return stream;
  }
}

/** Subjects that are the stream's own, or that answers call otherwise than the decider does. */
const PATHS: Readonly<Record<string, string>> = {
  life: '',
  statement: '',
  report: '',
  name: '',
  'participation-set': '',
  'working-methods-set': '',
  'group-renewed': '',
  'group-terminated': '',
  'person-erased': '',
  'act-redated': '',
  'act-voided': '',
  'agenda-set': 'agenda',
  'chair-recorded': 'chair',
};

/** What an event is about within its stream, for example outcomes/3; empty for what the stream itself is about. */
export function pathOf(aggregate: AggregateName, event: { type: string; data: unknown }): string {
  // The journal's reader has matched `type` and `data` against the catalogue, and streams hold their aggregate's alone.
  const decider = deciders[aggregate] as { subjectOf(event: ActaEvent): string };
  const subject = decider.subjectOf(event as ActaEvent);
  return PATHS[subject] ?? subject;
}

/** The reference of a subject within a stream. */
export function refAt(stream: string, path: string): string {
  const own = refOfStream(stream);
  return path === '' ? own : `${own}/${path}`;
}

const STREAM_REFS: readonly [form: RegExp, stream: (parts: readonly string[]) => string][] = [
  [/^([^/]+)\/meetings\/([^/]+)(?:\/(.+))?$/, ([, group, n]) => `meeting-${group ?? ''}-${n ?? ''}`],
  [
    /^([^/]+)\/liaison-statements\/([^/]+)(?:\/(.+))?$/,
    ([, group, n]) => `liaison-${group ?? ''}-${n ?? ''}`,
  ],
  [
    /^([^/]+)\/reports\/([^/]+\/[^/]+)(?:\/(.+))?$/,
    ([, group, id]) => `report-${group ?? ''}-${(id ?? '').replace('/', '-')}`,
  ],
  [/^([^/]+)(?:\/(.+))?$/, ([, group]) => `group-${group ?? ''}`],
];

/** The stream that a reference is within, and its path there; undefined for what is no reference of a group's. */
export function placeOf(ref: string): { stream: string; path: string } | undefined {
  for (const [form, streamOf] of STREAM_REFS) {
    const parts = form.exec(ref);
    if (parts === null) continue;
    const stream = streamOf(parts);
    return parseStream(stream) === undefined ? undefined : { stream, path: parts.at(-1) ?? '' };
  }
  return undefined;
}

/** Whether a reference is a subject's, or of a part of it. Whole segments count: meetings/1 is no part of meetings/15. */
export function isAbout(ref: string, subject: string): boolean {
  return ref === subject || ref.startsWith(`${subject}/`);
}
