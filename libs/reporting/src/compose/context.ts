import type { GroupCode, LanguageTag, MeetingState, Ordinal, Person, Text } from '@acta/domain';
import type { GroupRecord, Point } from '@acta/projections';
import type { Inline } from '../document.js';
import { type Phrases, phrasesFor } from '../phrases/index.js';
import type { GroupName, MeetingName } from '../phrases/phrases.js';

export interface ComposeOptions {
  /** Language of the generated phrases; one of `languages`. */
  language: LanguageTag;
  /** The point that the record was folded at. */
  point: Point;
  /** A person's name in clear; undefined where it is erased or not to be shown. */
  nameOf: (person: Person) => string | undefined;
  /** Of a report, the blocks of this meeting alone among the meetings', numbered as in the whole; of all where absent. */
  only?: Ordinal;
}

/** What every part of a document is composed from. */
export interface Context extends ComposeOptions {
  record: GroupRecord;
  phrases: Phrases;
  code: GroupCode;
}

/** What a document was asked of is not in the record at that point. */
export class NotInTheRecord extends Error {
  override readonly name = 'NotInTheRecord';
}

/** What a report covers cannot be told: the calendar does not hold the sessions of its period, or holds them in another order. */
export class UnknownCoverage extends Error {
  override readonly name = 'UnknownCoverage';
}

/**
 * @throws NotInTheRecord where the group is not established at the point
 * @throws RangeError for a language without phrases
 */
export function contextOf(record: GroupRecord, options: ComposeOptions): Context {
  const { code } = record.group;
  if (code === undefined) throw new NotInTheRecord('the group is not in the record at that point');
  return { ...options, record, phrases: phrasesFor(options.language), code };
}

/** Recorded words as one inline, unchanged; with their language where it is not the document's. */
export function words({ language }: Pick<Context, 'language'>, text: Text): Inline {
  return text.language === language ? { text: text.text } : { text: text.text, language: text.language };
}

/** The group's name as it was at an effective moment: the one that held then, or else the first. */
export function groupNameAt(context: Context, key: number): GroupName {
  const { names } = context.record.group;
  const name = names.findLast((candidate) => candidate.key <= key) ?? names[0];
  return name === undefined
    ? { name: { text: context.code }, acronym: context.code }
    : { name: words(context, name.value.name), acronym: name.value.acronym };
}

/** The group's name as it is at the document's moment. */
export function groupName(context: Context): GroupName {
  return groupNameAt(context, Infinity);
}

/** A meeting as sentences name it, the group by its name of then. */
export function meetingName(context: Context, ordinal: number, { sitting }: MeetingState): MeetingName {
  return {
    ordinal,
    group: groupNameAt(context, sitting?.key ?? Infinity),
    ...(sitting === undefined ? {} : { sitting: sitting.value }),
  };
}

/** Events that the group's name rests on. */
export function nameEvents({ record }: Context): string[] {
  return record.group.names.slice(-1).map(({ event }) => event);
}
