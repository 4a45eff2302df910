import { type NotePhrases, type NotedSince, type SubjectStatus, inside, phraseFor } from './note.js';
import { date, dated, moment, ordinal } from './en-words.js';
import type { ReportNamed, StatementNamed, SubjectNamed } from './subject-named.js';

const acts: NotePhrases['acts'] = {
  'act-redated': 'had the date of an act corrected',
  'act-voided': 'had an act voided as entered in error',
  'agenda-set': 'was set',
  'chair-recorded': 'was recorded',
  'clauses-linked': 'was linked to clauses of the terms of reference',
  'contribution-carried-over': 'was carried over',
  'contribution-classified': 'was classified anew',
  'contribution-disposed-of': 'was disposed of',
  'contribution-presented': 'was presented',
  'contribution-revised': 'was revised',
  'contribution-submitted': 'was submitted',
  'contribution-withdrawn': 'was withdrawn',
  'corrigendum-issued': 'was issued',
  'count-recorded': 'was recorded',
  'group-established': 'was established',
  'group-renamed': 'was renamed',
  'group-renewed': 'was renewed',
  'group-terminated': 'was terminated',
  'liaison-response-recorded': 'was recorded',
  'liaison-statement-approved': 'was approved',
  'liaison-statement-classified': 'was classified anew',
  'liaison-statement-drafted': 'was drafted',
  'liaison-statement-received': 'was received',
  'liaison-statement-reinstated': 'was reinstated',
  'liaison-statement-revised': 'was revised',
  'liaison-statement-sent': 'was sent',
  'liaison-statement-withdrawn': 'was withdrawn',
  'mandate-amended': 'was amended',
  'meeting-cancelled': 'was cancelled',
  'meeting-closed': 'was closed',
  'meeting-opened': 'was opened',
  'meeting-planned': 'was entered',
  'meeting-reopened': 'was reopened for correction',
  'meeting-rescheduled': 'was rescheduled',
  'meeting-written-up': 'was written up',
  'narrative-recorded': 'was recorded',
  'officer-appointed': 'was made',
  'officer-released': 'was ended',
  'outcome-amended': 'was amended',
  'outcome-followed-up': 'was followed up',
  'outcome-recorded': 'was recorded',
  'outcome-rescinded': 'was rescinded',
  'outcome-revised': 'was revised',
  'outcome-superseded': 'was superseded',
  'participation-set': 'was opened to other participants',
  'person-erased': 'was erased',
  'report-adopted': 'was adopted',
  'report-decided': 'was decided on',
  'report-drafted': 'was drafted',
  'report-noted': 'was noted',
  'report-revised': 'was revised',
  'report-submitted': 'was submitted',
  'report-transmitted': 'was transmitted',
  'session-cancelled': 'was cancelled',
  'session-entered': 'was entered',
  'session-revised': 'was revised',
  'terms-of-reference-set': 'were set',
  'working-methods-set': 'had its working methods set',
};

const statuses: Readonly<Record<SubjectStatus, string>> = {
  established: 'established',
  terminated: 'terminated',
  planned: 'planned',
  opened: 'opened',
  closed: 'closed',
  'written-up': 'written up',
  reopened: 'reopened',
  cancelled: 'cancelled',
  drafted: 'drafted',
  approved: 'approved',
  sent: 'sent',
  withdrawn: 'withdrawn',
  received: 'received',
  adopted: 'adopted',
  submitted: 'submitted',
  noted: 'noted',
  transmitted: 'transmitted',
  decided: 'decided on',
  presented: 'presented',
  'disposed-of': 'disposed of',
  'carried-over': 'carried over',
  provisional: 'provisional',
  issued: 'issued',
  superseded: 'superseded',
  rescinded: 'rescinded',
};

const readings = {
  at: 'what took effect after',
  'as-of': 'what the record took after',
  both: 'what the record took, or took effect, after',
};

/** A subject as a sentence begins with it: "Outcome 3 of the fifteenth meeting". */
export function subject(of: SubjectNamed): string {
  switch (of.kind) {
    case 'group':
      return 'The group';
    case 'terms-of-reference':
      return 'The terms of reference';
    case 'mandate':
      return `The mandate under ${of.key}`;
    case 'appointment':
      return `The appointment ${of.key}`;
    case 'meeting':
      return capital(meeting(of.meeting));
    case 'outcome':
      return `Outcome ${of.key} of ${meeting(of.meeting)}`;
    case 'contribution':
      return `Contribution ${of.key} to ${meeting(of.meeting)}`;
    case 'count':
      return `The count of ${of.of}${aside(of.category)} of ${meeting(of.meeting)}`;
    case 'narrative':
      return `The narrative of item ${of.key} of ${meeting(of.meeting)}`;
    case 'agenda':
    case 'chair':
      return `The ${of.kind} of ${meeting(of.meeting)}`;
    case 'liaison-statement':
      return capital(statement(of.statement));
    case 'response':
      return `The response of ${of.of} to ${statement(of.statement)}`;
    case 'report':
      return capital(report(of.report));
    case 'corrigendum':
      return `Corrigendum ${of.number} to ${report(of.report)}`;
    case 'session':
      return `The session ${of.key}`;
    case 'person':
      return `The identity of ${of.key}`;
    case 'other':
      return `The ${of.name}${of.meeting === undefined ? '' : ` of ${meeting(of.meeting)}`}`;
  }
}

function meeting(n: number): string {
  return `the ${ordinal(n)} meeting`;
}

function statement({ direction, number }: StatementNamed): string {
  return `${direction} liaison statement ${number}`;
}

function report({ kind, covers }: ReportNamed): string {
  return `the ${kind} report for ${covers}`;
}

function aside(text: string | undefined): string {
  return text === undefined ? '' : ` (${text})`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function since({ axis, position, at }: NotedSince): string {
  return [
    ...(axis === 'at' ? [] : [`position ${String(position)}`]),
    ...(axis === 'as-of' ? [] : [moment(at).replace(/^(?:at|on) /, '')]),
  ].join(' and ');
}

export const note: NotePhrases = {
  title: (group, { named }) => `${group}: what changed since ${named}`,
  nothingChanged: 'Nothing changed.',
  changedWithThis: (name) => `With this, ${inside(name)} changed.`,
  sameAsBefore: 'What it says is the same as before.',
  unreadable: (name, position) => `${name}: the act at position ${position} cannot be read.`,
  acts,
  amendments: { editorial: ' editorially', substantive: ' in substance' },
  redatedTo: (on) => ` to ${date(on)}`,
  noLaterThan: (on) => `no later than ${date(on)}`,
  dateNotInTheRecord: 'on a date that is not in the record',
  onAuthorityOf: (by) => `, on the authority of ${by}`,
  because: (reason) => `, because: ${reason}`,
  voidedSince: ' It was voided since.',
  asides: {
    news: () => '',
    late: (recorded) => ` It was recorded late, ${dated(recorded)}.`,
    backdated: (recorded) => ` It was backdated: recorded ${dated(recorded)}.`,
    'came-into-force': () => ' It had been recorded before, and came into force since.',
    redated: () => '',
    voided: () => '',
  },
  status: (_of, before, after) => {
    const is = after === undefined ? 'no longer in the record' : phraseFor(statuses, after);
    return before === undefined ? `It is ${is}.` : `It was ${phraseFor(statuses, before)}, and is ${is}.`;
  },
  fields: {
    text: 'The text',
    title: 'The title',
    name: 'The name',
    followUp: 'The follow-up',
    subject: 'The subject',
    body: 'The body',
    abstract: 'The abstract',
    words: 'The wording',
    count: 'The count',
    countAsWorded: 'The count as worded',
  },
  clause: (number) => `Clause ${number}`,
  didRead: (field, words) => `${field} read: “${words}”`,
  reads: (field, words) => `${field} reads: “${words}”`,
  isGone: (field) => `${field} is no longer in the record.`,
  basis: (from, { position, at, settled }) =>
    `Told is ${readings[from.axis]} ${since(from)}, up to position ${String(position)}${settled ? ' (settled)' : ''}, in force ${moment(at)}.`,
};
