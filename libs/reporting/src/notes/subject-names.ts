import { ordinal } from '../phrases/en-words.js';

/** A subject as a sentence begins with it, from its reference: "Outcome 3 of the fifteenth meeting". */
export function subjectName(ref: string): string {
  const [, meeting, rest] = /^[^/]+\/meetings\/(\d+)(?:\/(.+))?$/s.exec(ref) ?? [];
  if (meeting !== undefined) return inMeeting(`the ${ordinal(Number(meeting))} meeting`, rest);
  const [, direction, number, answered] =
    /^[^/]+\/liaison-statements\/([io])-(\d+)(?:\/responses\/(.+))?$/s.exec(ref) ?? [];
  if (direction !== undefined) {
    const statement = `${direction === 'o' ? 'outgoing' : 'incoming'} liaison statement ${number ?? ''}`;
    return answered === undefined ? capital(statement) : `The response of ${answered} to ${statement}`;
  }
  const [, kind, covers, corrigendum] =
    /^[^/]+\/reports\/([^/]+)\/([^/]+)(?:\/corrigenda\/(.+))?$/s.exec(ref) ?? [];
  if (kind !== undefined) {
    const report = `the ${kind} report for ${covers ?? ''}`;
    return corrigendum === undefined ? capital(report) : `Corrigendum ${corrigendum} to ${report}`;
  }
  return ofGroup(ref);
}

function inMeeting(meeting: string, path: string | undefined): string {
  if (path === undefined) return capital(meeting);
  const slash = path.indexOf('/');
  const [kind, key] = slash === -1 ? [path, ''] : [path.slice(0, slash), path.slice(slash + 1)];
  switch (kind) {
    case 'outcomes':
      return `Outcome ${key} of ${meeting}`;
    case 'contributions':
      return `Contribution ${key} to ${meeting}`;
    case 'counts':
      return `The count of ${key} of ${meeting}`;
    case 'narrative':
      return `The narrative of item ${key} of ${meeting}`;
    default:
      return `The ${kind} of ${meeting}`;
  }
}

function ofGroup(ref: string): string {
  const [, group, kind, key] = /^([^/]+)\/([^/]+)(?:\/(.+))?$/s.exec(ref) ?? [];
  switch (kind) {
    case undefined:
      return 'The group';
    case 'terms-of-reference':
      return 'The terms of reference';
    case 'mandate':
      return `The mandate under ${key ?? ''}`;
    // It is the subject that was linked.
    case 'clause-links':
      return subjectName(`${group ?? ''}/${key ?? ''}`);
    case 'officers':
      return `The appointment ${key ?? ''}`;
    default:
      return `The ${kind}`;
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
