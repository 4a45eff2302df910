import type {
  Amendment,
  ContributionStatus,
  CountRecorded,
  EffectiveDate,
  Instrument,
  LanguageTag,
  LiaisonResponseRecorded,
  LiaisonState,
  MeetingState,
  OfficerAppointed,
  Ordinal,
  Purpose,
  QualifiedCount,
  Recommendation,
  ReportDecided,
  ReportKind,
  Role,
  Sitting,
} from '@acta/domain';
import type { ChangeSinceIssue } from '@acta/projections';
import type { Inline } from '../document.js';
import type { NotePhrases } from './note.js';
import type { Words } from './say.js';
import type { SubjectNamed } from './subject-named.js';

/** A group as sentences name it. The name is recorded words, in their own language. */
export interface GroupName {
  name: Inline;
  acronym: string;
}

/** What a report covers, as sentences name it. */
export type CoverageName =
  | { meetings: readonly Ordinal[] }
  /** Codes of the sessions, and the days between which the period runs, where the calendar gives them. */
  | { from: string; to: string; starts?: EffectiveDate; ends?: EffectiveDate };

/** A meeting as a sentence names it. */
export interface MeetingName {
  ordinal: Ordinal;
  group: GroupName;
  /** Absent: not in the record. */
  sitting?: Sitting;
}

type SectionName =
  | 'summary'
  | 'actionRequired'
  | 'references'
  | 'introduction'
  | 'recommendations'
  | 'liaison'
  | 'termsOfReference'
  | 'bodies'
  | 'closing'
  | 'corrigenda'
  | 'sinceIssue'
  | 'meeting'
  | 'agenda'
  | 'contributions'
  | 'narrative'
  | 'outcomes'
  | 'ofEarlierTerms'
  | 'noClause'
  | 'notClassified';

type LabelName =
  | 'place'
  | 'chairedBy'
  | 'citedAs'
  | 'dates'
  | 'status'
  | 'document'
  | 'number'
  | 'title'
  | 'sources'
  | 'becameOf'
  | 'statement'
  | 'from'
  | 'to'
  | 'purpose'
  | 'date'
  | 'deadline'
  | 'questions'
  | 'attribution'
  | 'verb'
  | 'addressees'
  | 'addressee'
  | 'followUp'
  | 'reason'
  | 'authority'
  | 'approvedBy'
  | 'contributions'
  | 'liaisonStatements'
  | 'clauses'
  | 'before'
  | 'openTo'
  | 'subject'
  | 'wording'
  | 'linkedBy';

/**
 * Every phrase that documents are made of, in one language. Recorded words come in as inlines and go out unchanged.
 * A language is an implementation of this whole interface: the compiler names what is missing.
 */
export interface Phrases {
  readonly language: LanguageTag;

  /** For example "Original: English". */
  original(tag: LanguageTag): string;

  /** A date as exactly as it is known: "26 September 2019", "September 2019", "2019". An instant gives its day, UTC. */
  date(on: EffectiveDate): string;
  /** The same within a sentence: "on 26 September 2019", "in 2019", "from 3 to 5 May 2019". */
  dated(from: EffectiveDate, to?: EffectiveDate): string;
  /** The days of a meeting, bare: "26 September 2019", "from 3 to 5 May 2019". */
  days(sitting: Sitting): string;
  /** A moment within a sentence: "at the end of 31 December 2020", or to the second, UTC. */
  moment(at: number): string;
  /** "held on 26 September 2019", "held from 3 to 5 May 2019". */
  held(sitting: Sitting): string;
  /** "known to hold by 4 February 2020". */
  knownToHoldBy(on: EffectiveDate): string;
  /** The name of a meeting's ordinal: "fifteenth"; in digits from 100 on. */
  ordinal(n: Ordinal): string;
  /** "18", "more than 150"; the record's own words where it has them. */
  count(count: QualifiedCount): string;
  /** For example "a, b and c". */
  list(items: readonly Words[]): Words;
  /** A label and its value as a sentence: "Place: Geneva." */
  fact(label: string, value: Words): Words;
  /** A label before recorded words: "Reason: ". */
  lead(label: string): string;
  /** Words in brackets after others, with the space before. */
  aside(words: Words): Words;
  /** Words in the language's quotation marks. */
  quoted(words: Words): Words;

  readonly notInTheRecord: string;
  readonly noReplyRecorded: string;
  readonly noneRecorded: string;
  readonly notStated: string;
  /** A person's name that is not, or no longer, to be shown. */
  readonly nameNotShown: string;
  readonly draft: string;
  /** The mark of an issued report from which a person's name was taken. */
  readonly redacted: string;
  readonly overdue: string;
  readonly datedByItsMeeting: string;

  readonly headings: Readonly<Record<SectionName, string>>;
  readonly labels: Readonly<Record<LabelName, string>>;
  readonly counted: Readonly<Record<CountRecorded['of'], string>>;
  readonly modes: Readonly<Record<NonNullable<Sitting['mode']>, string>>;
  readonly meetingStates: Readonly<Record<MeetingState['status'], string>>;
  readonly liaisonStates: Readonly<Record<LiaisonState['status'], string>>;
  readonly contributionStates: Readonly<Record<ContributionStatus, string>>;
  readonly purposes: Readonly<Record<NonNullable<Purpose['code']>, string>>;
  readonly responses: Readonly<Record<LiaisonResponseRecorded['response'], string>>;
  /** "CWG-COP activities". */
  activities(acronym: string): string;
  instrument(instrument: Instrument): string;
  meeting(ordinal: Ordinal): string;
  agendaItem(number: string): string;

  /** "Report by the X (Y)". */
  reportBy(group: GroupName): string;
  reportTitle(kind: ReportKind, group: GroupName, coverage: CoverageName): string;
  meetingTitle(meeting: MeetingName): string;
  summaryOfReport(kind: ReportKind, group: GroupName, coverage: CoverageName): Words;
  summaryOfMeeting(meeting: MeetingName): Words;
  actionRequired(kind: ReportKind, parent: string | undefined): string;
  /** @param meetings each with its date and, in brackets, the label by which it is cited */
  coversMeetings(meetings: readonly Words[]): Words;
  /** One meeting in an enumeration: "fifteenth (26 September 2019; cited as …)". */
  enumeratedMeeting(meeting: MeetingName, citationLabel?: string): Words;
  readonly noMeetingInTheRecord: string;
  /** Of a meeting that a report is to cover. */
  meetingNotInTheRecord(ordinal: Ordinal): string;

  establishedGroup(group: GroupName, when: string | undefined): Words;
  groupKnownBy(group: GroupName, on: EffectiveDate): Words;
  earlierNames(names: readonly { group: GroupName; since: string | undefined }[]): Words;
  readonly mandateRestsOn: string;
  readonly noMandateInTheRecord: string;
  officer(office: OfficerAppointed['office'], name: Words, from: EffectiveDate, to?: EffectiveDate): Words;
  readonly noOfficerInTheRecord: string;
  /** Beside other officers. */
  readonly noChairInTheRecord: string;
  groupTerminated(group: GroupName, when: string | undefined): Words;

  /** What introduces the list of a meeting's outcomes. */
  mainOutcomes(meeting: MeetingName): Words;
  meetingHeld(meeting: MeetingName): Words;
  meetingPlanned(meeting: MeetingName): Words;
  meetingCancelled(meeting: MeetingName): Words;
  /** A meeting whose report is not issued yet. */
  readonly meetingNotWrittenUp: string;
  readonly meetingReopened: string;

  readonly noOutcomeRecorded: string;
  readonly outcomesDatedByMeeting: string;
  readonly noFollowUpRecorded: string;
  readonly provisional: string;
  readonly rescinded: string;
  supersededBy(outcome: Ordinal, meeting: Ordinal): string;
  /** "Amended on 3 May 2021 (editorial)." */
  amended(kind: Amendment['class'], when: string): string;
  translation(tag: LanguageTag): string;
  readonly linked: string;
  recordedOn(on: EffectiveDate): string;

  contributionsTo(ordinal: Ordinal): string;
  readonly noContributionInTheRecord: string;
  readonly contributionNoted: string;
  carriedOverTo(meeting: Ordinal): string;
  carriedOverFrom(meeting: Ordinal): string;
  revisedAs(number: string, when: string | undefined): string;
  presentedBy(name: string): string;

  readonly liaisonCaption: string;
  readonly noLiaisonStatement: string;
  liaisonOf(id: string, direction: 'incoming' | 'outgoing', meeting: Ordinal | undefined): string;
  answeredBy(id: string): string;
  newDeadline(on: EffectiveDate): string;

  readonly recommendationKinds: Readonly<Record<Recommendation['kind'], string>>;
  readonly noRecommendation: string;

  termsInForce(version: string, by: Instrument | undefined, when: string | undefined): string;
  /** "which took effect in 2009". */
  tookEffect(when: string): string;
  readonly noTermsInTheRecord: string;
  addedSince(version: string): string;
  modifiedSince(version: string): string;
  suppressedSince(version: string): string;
  unchangedSince(version: string): string;

  /** Names a report before what was done with it: "Annual report (PP-18 to PP-22)". */
  reportName(kind: ReportKind, coverage: CoverageName, document: string | undefined): string;
  adopted(by: string | undefined, when: string): string;
  submitted(to: string, document: string | undefined, when: string): string;
  noted(by: string, session: string | undefined, document: string | undefined, when: string): string;
  transmitted(by: string, to: string, with_: string | undefined, when: string): string;
  decided(decided: ReportDecided, when: string): string;
  renewed(by: Instrument | undefined, session: string | undefined, when: string): string;
  corrigendum(number: string, when: string): string;
  /** "Outcome 3 of the fifteenth meeting was amended on 3 May 2021." */
  changedSince(change: ChangeSinceIssue['change'], outcome: Ordinal, meeting: Ordinal, when: string): string;
  readonly bodiesNotInTheRecord: string;

  basis(position: string, settled: boolean, at: number): string;
  /** The title of a corrigendum to a report of this title. */
  corrigendumTo(title: string): string;
  /** What a corrigendum says beside the words themselves. */
  readonly correction: {
    in(place: string): string;
    readonly atTheStart: string;
    readonly for: string;
    readonly read: string;
    readonly add: string;
    readonly delete: string;
  };
  /** What a redline says beside the two texts. */
  readonly redline: {
    title(what: string): string;
    from(position: string, at: number): string;
    to(position: string, at: number): string;
    /** In the place of `from`: the text as it was issued. */
    issued(position: string, at: number): string;
    /** In the place of `from`: there was nothing at that point. */
    nothing(position: string, at: number): string;
    readonly unchanged: string;
  };
  /** A subject as a sentence begins with it: "Outcome 3 of the fifteenth meeting". */
  subject(of: SubjectNamed): string;
  /** The capacities in which acts are recorded. */
  readonly roles: Readonly<Record<Role, string>>;
  /** What the mandate matrix says beside the record's words. What is not classified is never said to be without activity. */
  readonly matrix: {
    title(group: GroupName): string;
    /** In the place of whom a report is by. */
    source(group: GroupName): string;
    linkedTo(clause: string): string;
    linkedToEarlier(clause: string): string;
    readonly linkedToNone: string;
    /** The outcome itself names the clause. */
    readonly withOutcome: string;
    readonly clauseNotClassified: string;
    readonly notClassified: string;
    readonly notClassifiedMeans: string;
    readonly allClassified: string;
  };
  /** What a speaking note says. */
  readonly note: NotePhrases;
  /** Entries of the record that could not be read. */
  leftOut(positions: readonly number[]): string;
}
