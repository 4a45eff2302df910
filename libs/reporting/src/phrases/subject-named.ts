/** A subject taken apart, so that each language can name it. Keys are as recorded. */
export type SubjectNamed =
  | { kind: 'group' | 'terms-of-reference' }
  | { kind: 'mandate' | 'appointment'; key: string }
  | { kind: 'meeting' | 'agenda' | 'chair'; meeting: number }
  | { kind: 'outcome' | 'contribution' | 'narrative'; meeting: number; key: string }
  | { kind: 'count'; meeting: number; of: string; category?: string }
  | { kind: 'liaison-statement'; statement: StatementNamed }
  | { kind: 'response'; statement: StatementNamed; of: string }
  | { kind: 'report'; report: ReportNamed }
  | { kind: 'corrigendum'; report: ReportNamed; number: string }
  /** Of the calendar, by its code; a person, by their subject id. */
  | { kind: 'session' | 'person'; key: string }
  /** What this build does not know: by its own name. */
  | { kind: 'other'; name: string; meeting?: number };

export interface StatementNamed {
  direction: 'incoming' | 'outgoing';
  number: string;
}

/** A report by kind (`four-year`) and what it covers (`PP-18..PP-22`), as its reference has them. */
export interface ReportNamed {
  kind: string;
  covers: string;
}

/** Takes a subject's reference apart, for example CWG-COP/meetings/15/outcomes/3. */
export function subjectNamed(ref: string): SubjectNamed {
  const [, meeting, rest] = /^[^/]+\/meetings\/(\d+)(?:\/(.+))?$/s.exec(ref) ?? [];
  if (meeting !== undefined) return inMeeting(Number(meeting), rest);
  const [, letter, number = '', of] =
    /^[^/]+\/liaison-statements\/([io])-(\d+)(?:\/responses\/(.+))?$/s.exec(ref) ?? [];
  if (letter !== undefined) {
    const statement = { direction: letter === 'o' ? 'outgoing' : 'incoming', number } as const;
    return of === undefined ? { kind: 'liaison-statement', statement } : { kind: 'response', statement, of };
  }
  const [, kind, covers = '', corrigendum] =
    /^[^/]+\/reports\/([^/]+)\/([^/]+)(?:\/corrigenda\/(.+))?$/s.exec(ref) ?? [];
  if (kind !== undefined) {
    const report = { kind, covers };
    return corrigendum === undefined
      ? { kind: 'report', report }
      : { kind: 'corrigendum', report, number: corrigendum };
  }
  return ofGroup(ref);
}

const IN_MEETING = {
  outcomes: 'outcome',
  contributions: 'contribution',
  narrative: 'narrative',
} as const;

function inMeeting(meeting: number, path: string | undefined): SubjectNamed {
  if (path === undefined) return { kind: 'meeting', meeting };
  const slash = path.indexOf('/');
  const [name, key] = slash === -1 ? [path, ''] : [path.slice(0, slash), path.slice(slash + 1)];
  if (Object.hasOwn(IN_MEETING, name))
    return { kind: IN_MEETING[name as keyof typeof IN_MEETING], meeting, key };
  if (name === 'counts') {
    const [, of = key, category] = /^([^/]*)\/(.+)$/s.exec(key) ?? [];
    return { kind: 'count', meeting, of, ...(category === undefined ? {} : { category }) };
  }
  return name === 'agenda' || name === 'chair' ? { kind: name, meeting } : { kind: 'other', name, meeting };
}

const OF_NO_GROUP = { calendar: 'session', persons: 'person' } as const;

function ofGroup(ref: string): SubjectNamed {
  const [, group = '', name, key = ''] = /^([^/]+)\/([^/]+)(?:\/(.+))?$/s.exec(ref) ?? [];
  if (name !== undefined && Object.hasOwn(OF_NO_GROUP, group))
    return { kind: OF_NO_GROUP[group as keyof typeof OF_NO_GROUP], key: ref.slice(group.length + 1) };
  switch (name) {
    case undefined:
      return { kind: 'group' };
    case 'terms-of-reference':
      return { kind: name };
    case 'mandate':
      return { kind: name, key };
    // It is the subject that was linked.
    case 'clause-links':
      return subjectNamed(`${group}/${key}`);
    case 'officers':
      return { kind: 'appointment', key };
    default:
      return { kind: 'other', name };
  }
}
