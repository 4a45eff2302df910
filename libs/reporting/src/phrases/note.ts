import type {
  Amendment,
  ContributionStatus,
  EffectiveDate,
  EventType,
  GroupState,
  LiaisonState,
  MeetingState,
  OutcomeStatus,
  ReportState,
} from '@acta/domain';
import type { ChangeKind, ChangesAxis, Point, SinceName } from '@acta/projections';
import type { SubjectNamed } from './subject-named.js';

/** Every status that a subject can have in the record. */
export type SubjectStatus = Exclude<
  | GroupState['status']
  | MeetingState['status']
  | LiaisonState['status']
  | ReportState['status']
  | ContributionStatus
  | OutcomeStatus,
  'unknown'
>;

/** Fields whose words a note quotes. */
export type WordedField =
  | 'text'
  | 'title'
  | 'name'
  | 'followUp'
  | 'subject'
  | 'body'
  | 'abstract'
  | 'words'
  | 'count'
  | 'countAsWorded';

/** The point since which changes are told: as it was named, and as it was resolved. */
export interface NotedSince extends SinceName {
  /** In English, for example "position 40". */
  named: string;
  axis: ChangesAxis;
  position: number;
  /** Milliseconds since the epoch. */
  at: number;
}

/** Phrases of a speaking note. Texts of the record come in on one line, and go out unchanged. */
export interface NotePhrases {
  title(group: string, since: NotedSince): string;
  readonly nothingChanged: string;
  /** Of a subject that changed with an act on another. @param subject as a sentence begins with it */
  changedWithThis(subject: string): string;
  readonly sameAsBefore: string;
  /** An act that cannot be read. @param subject as a sentence begins with it */
  unreadable(subject: string, position: string): string;

  /** What an act did to what it is about. An act of a new type does not compile until it is here. */
  readonly acts: Readonly<Record<EventType, string>>;
  readonly amendments: Readonly<Record<Amendment['class'], string>>;
  /** The date that a redating gives. */
  redatedTo(on: EffectiveDate): string;
  noLaterThan(on: EffectiveDate): string;
  readonly dateNotInTheRecord: string;
  onAuthorityOf(by: string): string;
  because(reason: string): string;
  readonly voidedSince: string;
  /** How an act came to be among the changes, as a sentence of its own; empty where there is nothing to say. */
  readonly asides: Readonly<Record<ChangeKind, (recorded: EffectiveDate) => string>>;

  /** What a subject's status became. A status of a newer build is named by its code. */
  status(of: SubjectNamed, before: string | undefined, after: string | undefined): string;
  readonly fields: Readonly<Record<WordedField, string>>;
  clause(number: string): string;
  /** @param field one of `fields`, or a clause */
  didRead(field: string, words: string): string;
  reads(field: string, words: string): string;
  isGone(field: string): string;

  /** The points between which the changes lie. */
  basis(since: NotedSince, to: Point): string;
}

/** A phrase by a code that a newer build may have added to: then the code stands for it. */
export function phraseFor(phrases: Readonly<Record<string, string>>, code: string): string {
  return Object.hasOwn(phrases, code) ? (phrases[code] ?? code) : code;
}

/** A name within a sentence. */
export function inside(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
