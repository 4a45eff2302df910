import type { Instrument, Sitting } from '@acta/domain';
import { spanOf } from './dates.js';
import { note, subject } from './en-note.js';
import { date, dated, moment, ordinal } from './en-words.js';
import type { CoverageName, GroupName, MeetingName, Phrases } from './phrases.js';
import { enumerated, say, textOf } from './say.js';

const LANGUAGES: Readonly<Record<string, string>> = {
  ar: 'Arabic',
  en: 'English',
  es: 'Spanish',
  fr: 'French',
  ru: 'Russian',
  zh: 'Chinese',
};

const notInTheRecord = 'not in the record';

function languageName(tag: string): string {
  return LANGUAGES[tag] ?? tag;
}

function group({ name, acronym }: GroupName) {
  return say`the ${name} (${acronym})`;
}

function plainGroup({ name, acronym }: GroupName): string {
  return `${name.text} (${acronym})`;
}

function meeting(of: MeetingName) {
  return say`the ${ordinal(of.ordinal)} meeting of ${group(of.group)}`;
}

function when({ sitting }: MeetingName): string {
  return sitting === undefined ? 'at a date that is not in the record' : dated(sitting.from, sitting.to);
}

function inBrackets({ sitting }: MeetingName): string {
  return sitting === undefined ? '' : ` (${days(sitting)})`;
}

function days({ from, to }: Sitting): string {
  return spanOf(from, to) === 'one' ? date(from) : dated(from, to);
}

/** When a meeting was to be held: "for 3 May 2022". */
function planned({ sitting }: MeetingName): string {
  if (sitting === undefined) return 'for a date that is not in the record';
  return dated(sitting.from, sitting.to).replace(/^(?:on|in|from) /, (preposition) =>
    preposition === 'from ' ? preposition : 'for ',
  );
}

function instrument({ body, kind, number, revision }: Instrument): string {
  return `${body} ${kind} ${number}${revision === undefined ? '' : ` (${revision})`}`;
}

function coverage(of: CoverageName): string {
  if (!('meetings' in of)) return `${of.from} to ${of.to}`;
  const names = textOf(enumerated(of.meetings.map(ordinal), ', ', ' and '));
  return `${names} meeting${of.meetings.length === 1 ? '' : 's'}`;
}

function covering(of: CoverageName): string {
  if ('meetings' in of) return `at its ${coverage(of)}`;
  const starts = of.starts === undefined ? '' : ` (${date(of.starts)})`;
  const ends = of.ends === undefined ? '' : ` (${date(of.ends)})`;
  return `between ${of.from}${starts} and ${of.to}${ends}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** " (PP-22)" or nothing. */
function aside(text: string | undefined): string {
  return text === undefined ? '' : ` (${text})`;
}

const reportKinds = { meeting: 'meeting report', annual: 'annual report', 'four-year': 'four-year report' };

const offices = { chair: 'Chair', 'vice-chair': 'Vice-Chair', secretariat: 'Secretariat' };
const decisions = {
  maintain: 'the group is maintained',
  modify: 'the group is modified',
  terminate: 'the group is terminated',
  establish: 'a group is established',
};
const qualifiers = { exact: '', 'at-least': 'at least ', 'more-than': 'more than ', about: 'about ' };

export const en: Phrases = {
  language: 'en',
  original: (tag) => `Original: ${languageName(tag)}`,

  date,
  dated,
  days,
  moment,
  held: ({ from, to }) => `held ${dated(from, to)}`,
  knownToHoldBy: (on) => `known to hold by ${date(on)}; since when is not in the record`,
  ordinal,
  count: ({ count, qualifier, asWorded }) => asWorded ?? `${qualifiers[qualifier]}${count}`,
  counted: {
    participants: 'Participants',
    contributions: 'Contributions',
    delegations: 'Delegations',
    documents: 'Documents',
  },
  list: (items) => enumerated(items, ', ', ' and '),
  fact: (label, value) => say`${label}: ${value}${/[.!?]$/.test(textOf(value)) ? '' : '.'}`,
  lead: (label) => `${label}: `,
  aside: (words) => say` (${words})`,
  quoted: (words) => say`“${words}”`,

  notInTheRecord,
  noReplyRecorded: 'no reply recorded',
  noneRecorded: 'none recorded',
  notStated: 'not stated',
  nameNotShown: 'name not shown',
  draft: 'DRAFT',
  redacted: 'REDACTED: the name of a person who was erased is left out',
  overdue: 'overdue',
  datedByItsMeeting: 'dated by its meeting: the record gives no date of its own',

  headings: {
    summary: 'Summary',
    actionRequired: 'Action required',
    references: 'References',
    introduction: 'Introduction',
    recommendations: 'Recommendations',
    liaison: 'Liaison statements',
    termsOfReference: 'Terms of reference',
    bodies: 'Consideration by the Council and the Plenipotentiary Conference',
    closing: 'Conclusion',
    corrigenda: 'Corrigenda',
    sinceIssue: 'Changes since this report was issued',
    meeting: 'The meeting',
    agenda: 'Agenda',
    contributions: 'Contributions',
    narrative: 'Discussion',
    outcomes: 'Outcomes',
    ofEarlierTerms: 'Clauses of earlier terms of reference',
    noClause: 'None of the clauses',
    notClassified: 'Not classified',
  },
  labels: {
    place: 'Place',
    chairedBy: 'Chaired by',
    citedAs: 'Cited as',
    dates: 'Dates',
    status: 'Status',
    document: 'Document',
    number: 'Number',
    title: 'Title',
    sources: 'Source',
    becameOf: 'What became of it',
    statement: 'Statement',
    from: 'From',
    to: 'To',
    purpose: 'For',
    date: 'Date',
    deadline: 'Deadline',
    questions: 'Questions',
    attribution: 'Attribution',
    verb: 'Verb',
    addressees: 'Addressees',
    addressee: 'Addressee',
    followUp: 'Follow-up',
    reason: 'Reason',
    authority: 'Authority',
    approvedBy: 'Approved by',
    contributions: 'contributions',
    liaisonStatements: 'liaison statements',
    clauses: 'clauses of the terms of reference',
    before: 'Before',
    openTo: 'Open to',
    subject: 'Subject',
    wording: 'In the record’s words',
    linkedBy: 'Linked by',
  },
  modes: { physical: 'in person', remote: 'held remotely', hybrid: 'held in person and remotely' },
  meetingStates: {
    unknown: notInTheRecord,
    planned: 'planned',
    opened: 'open',
    closed: 'closed; its report is not issued yet',
    'written-up': 'its report is issued',
    reopened: 'reopened for correction',
    cancelled: 'cancelled',
  },
  liaisonStates: {
    unknown: notInTheRecord,
    drafted: 'drafted; sending is not in the record',
    approved: 'approved; sending is not in the record',
    sent: 'sent',
    withdrawn: 'withdrawn',
    received: 'received',
  },
  contributionStates: {
    submitted: 'submitted',
    presented: 'presented',
    'disposed-of': 'disposed of',
    withdrawn: 'withdrawn',
    'carried-over': 'carried over',
  },
  purposes: {
    action: 'action',
    comment: 'comment',
    information: 'information',
    'in-response': 'in response',
  },
  responses: {
    acknowledged: 'acknowledged',
    'extension-agreed': 'extension agreed',
    'action-taken': 'action taken',
    declined: 'declined',
  },
  activities: (acronym) => `${acronym} activities`,
  instrument,
  meeting: (n) => `${ordinal(n)} meeting`,
  agendaItem: (number) => `Item ${number}`,

  reportBy: (of) => `Report by the ${plainGroup(of)}`,
  reportTitle: (kind, of, covers) =>
    `${capital(reportKinds[kind])} of the ${plainGroup(of)}: ${coverage(covers)}`,
  meetingTitle: (of) => `Summary of the ${ordinal(of.ordinal)} meeting of the ${plainGroup(of.group)}`,
  summaryOfReport: (kind, of, covers) =>
    say`This ${reportKinds[kind]} presents the activities of ${group(of)} ${covering(covers)}, as they are in the record.`,
  summaryOfMeeting: (of) =>
    say`This document summarizes ${meeting(of)}${inBrackets(of)}, as it is in the record.`,
  actionRequired: (kind, parent) =>
    kind === 'four-year'
      ? `The ${parent ?? 'parent body'} is invited to consider this report and to submit its recommendations to the Plenipotentiary Conference as appropriate.`
      : `The ${parent ?? 'parent body'} is invited to note this report.`,
  coversMeetings: (meetings) =>
    meetings.length === 1
      ? say`This document covers one meeting: the ${meetings[0] ?? ''}.`
      : say`This document covers these meetings: the ${enumerated(meetings, '; the ', '; and the ')}.`,
  enumeratedMeeting: (of, label) =>
    say`${ordinal(of.ordinal)}, ${when(of)}${label === undefined ? '' : say` (${{ text: label }})`}`,
  noMeetingInTheRecord: 'No meeting is in the record for what this document covers.',
  meetingNotInTheRecord: (n) => `The ${ordinal(n)} meeting is not in the record.`,

  establishedGroup: ({ name, acronym }, since) =>
    say`The ${name} (${acronym}) was established${since === undefined ? '; the date is not in the record' : ` ${since}`}.`,
  groupKnownBy: (of, on) =>
    say`The ${of.name} (${of.acronym}) is known to have existed by ${date(on)}; when it was established is not in the record.`,
  earlierNames: (names) =>
    say`It has borne these names: ${enumerated(
      names.map(
        ({ group: { name, acronym }, since }) =>
          say`${name} (${acronym})${since === undefined ? '' : `, ${since}`}`,
      ),
      '; then ',
      '; then ',
    )}.`,
  mandateRestsOn: 'Its mandate rests on these instruments, as they were in force then:',
  noMandateInTheRecord: 'The instruments of its mandate are not in the record.',
  officer: (office, name, from, to) =>
    say`${offices[office]}: ${name}, from ${date(from)}${to === undefined ? '' : ` to ${date(to)}`}.`,
  noOfficerInTheRecord: 'Who holds office in it then is not in the record.',
  noChairInTheRecord: 'Who chairs it then is not in the record.',
  groupTerminated: (of, on) => say`The ${of.acronym} was terminated${on === undefined ? '' : ` ${on}`}.`,

  mainOutcomes: (of) =>
    say`The main outcomes of ${meeting(of)}, ${of.sitting === undefined ? when(of) : `held ${when(of)}`}, were:`,
  meetingHeld: (of) => say`The ${ordinal(of.ordinal)} meeting of ${group(of.group)} was held ${when(of)}.`,
  meetingPlanned: (of) =>
    say`The ${ordinal(of.ordinal)} meeting of ${group(of.group)} was planned ${planned(of)}; that it was held is not in the record.`,
  meetingCancelled: (of) =>
    say`The ${ordinal(of.ordinal)} meeting of ${group(of.group)}, planned ${planned(of)}, was cancelled.`,
  meetingNotWrittenUp: 'The report of this meeting is not issued yet: its outcomes are provisional.',
  meetingReopened: 'This meeting is reopened for correction.',

  noOutcomeRecorded: 'Outcomes: none recorded.',
  outcomesDatedByMeeting:
    'An outcome that shows no date is dated by its meeting: the record gives no date of its own.',
  noFollowUpRecorded: 'Follow-up to these outcomes: none recorded.',
  provisional: 'Provisional.',
  rescinded: 'Rescinded.',
  supersededBy: (n, of) => `Superseded by outcome ${n} of the ${ordinal(of)} meeting.`,
  amended: (kind, on) => `Amended ${on} (${kind}).`,
  translation: (tag) => `Official translation, ${languageName(tag)}: `,
  linked: 'Connected with',
  recordedOn: (on) => `recorded on ${date(on)}`,

  contributionsTo: (n) => `Contributions to the ${ordinal(n)} meeting`,
  noContributionInTheRecord: 'The contributions themselves are not in the record.',
  contributionNoted: 'noted',
  carriedOverTo: (n) => `carried over to the ${ordinal(n)} meeting`,
  carriedOverFrom: (n) => `carried over from the ${ordinal(n)} meeting`,
  revisedAs: (number, on) => `revised as ${number}${on === undefined ? '' : ` ${on}`}`,
  presentedBy: (name) => `presented by ${name}`,

  liaisonCaption: 'Liaison statements and what became of them',
  noLiaisonStatement: 'Liaison statements: none recorded.',
  liaisonOf: (id, direction, n) => `${id}, ${direction}${n === undefined ? '' : `, ${ordinal(n)} meeting`}`,
  answeredBy: (id) => `answered by ${id}`,
  newDeadline: (on) => `new deadline: ${date(on)}`,

  recommendationKinds: { recommendation: 'Recommendation', suggestion: 'Suggestion; it amends nothing' },
  noRecommendation: 'Recommendations and suggestions: none recorded.',

  termsInForce: (version, by, since) =>
    `The terms of reference in force then are version ${version}${aside(by && instrument(by))}${since === undefined ? '' : `, ${since}`}:`,
  tookEffect: (on) => `which took effect ${on}`,
  noTermsInTheRecord: 'The terms of reference in force then are not in the record.',
  addedSince: (version) => `ADD: added since ${version}.`,
  modifiedSince: (version) => `MOD: changed since ${version}.`,
  suppressedSince: (version) => `SUP: in ${version}, no longer in force.`,
  unchangedSince: (version) => `No clause has changed since ${version}.`,

  reportName: (kind, covers, document) =>
    `${capital(reportKinds[kind])}, ${coverage(covers)}${aside(document)}`,
  adopted: (by, on) => `Adopted by ${by ?? 'the group'} ${on}.`,
  submitted: (to, document, on) =>
    `Submitted to ${to}${document === undefined ? '' : ` as ${document}`} ${on}.`,
  noted: (by, session, document, on) =>
    `Noted by ${by}${aside(session === by ? undefined : session)} ${on}${document === undefined ? '' : `, document ${document}`}.`,
  transmitted: (by, to, extra, on) =>
    `Transmitted by ${by} to ${to} ${on}${extra === undefined ? '' : `, ${extra}`}.`,
  decided: ({ by, session, decision, instrument: basis }, on) =>
    `Decision of ${by}${aside(session === by ? undefined : session)} ${on}: ${decisions[decision]}${aside(basis && instrument(basis))}.`,
  renewed: (by, session, on) =>
    `The group was renewed ${on}${session === undefined ? '' : `, ${session}`}${aside(by && instrument(by))}.`,
  changedSince: (change, outcome, of, on) =>
    `Outcome ${outcome} of the ${ordinal(of)} meeting was ${change} ${on}.`,
  corrigendum: (number, on) => `Corrigendum ${number}, issued ${on}:`,
  bodiesNotInTheRecord:
    'What the Council and the Plenipotentiary Conference did with this report is not in the record.',

  basis: (position, settled, at) =>
    `This document stands on the record up to position ${position} and shows what was in force ${moment(at)}. ` +
    (settled
      ? 'It is settled: nothing recorded later can change it.'
      : 'It is not settled: what is recorded later may change it.'),
  corrigendumTo: (title) => `Corrigendum to: ${title}`,
  correction: {
    in: (place) => `In ${place}`,
    atTheStart: 'Before the first numbered paragraph',
    for: 'For:',
    read: 'Read:',
    add: 'Add:',
    delete: 'Delete:',
  },
  redline: {
    title: (what) => `Changes: ${what}`,
    from: (position, at) => `Before: the record up to position ${position}, as in force ${moment(at)}.`,
    to: (position, at) => `After: the record up to position ${position}, as in force ${moment(at)}.`,
    issued: (position, at) =>
      `Before: as issued, on the record up to position ${position}, as in force ${moment(at)}.`,
    nothing: (position, at) =>
      `Before: it is not in the record up to position ${position}, as in force ${moment(at)}; all of it is new.`,
    unchanged: 'Nothing differs.',
  },
  subject,
  roles: {
    chair: 'Chair',
    'vice-chair': 'Vice-Chair',
    secretariat: 'Secretariat',
    delegate: 'Delegate of a Member State',
    'sector-member': 'Sector Member',
    observer: 'Observer',
    auditor: 'Auditor',
    service: 'Service',
  },
  matrix: {
    title: (of) => `Mandate matrix of the ${plainGroup(of)}`,
    source: (of) => `From the record of the ${plainGroup(of)}`,
    linkedTo: (clause) => `Linked to clause ${clause}`,
    linkedToEarlier: (clause) => `Linked to clause ${clause} of earlier terms of reference`,
    linkedToNone: 'Said to have to do with none of the clauses',
    withOutcome: 'named in the outcome itself',
    clauseNotClassified:
      'Not classified: nothing is linked to this clause, which does not tell that nothing was done.',
    notClassified: 'Not classified',
    notClassifiedMeans:
      'Of these nobody has said which clauses they have to do with: that tells nothing of what they have to do with the mandate.',
    allClassified: 'Everything in the record is classified.',
  },
  note,
  leftOut: (positions) =>
    `Entries of the record that cannot be read are left out, at: ${positions.join(', ')}.`,
};
