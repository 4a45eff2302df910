import type { LanguageTag } from '@acta/domain';
import type { ChangedSubject, ChangingAct, FieldChange, Point, TimelineAct } from '@acta/projections';
import { type Phrases, phrasesFor } from '../phrases/index.js';
import { type NotedSince, type WordedField, phraseFor } from '../phrases/note.js';
import { subjectNamed } from '../phrases/subject-named.js';
import { oneLine } from '../render/text.js';

/** What a speaking note is made from: the changes, and the two points between which they lie. */
export interface NotedChanges {
  group: string;
  since: NotedSince;
  point: Point;
  changes: readonly ChangedSubject[];
}

/**
 * What changed, as plain text to be read out: a paragraph for each subject, in short sentences, with the record's own
 * words in quotation marks, and at the end the points that it stands on. Recorded text stays on its line.
 * @param language of the phrases; one of `languages`
 * @throws RangeError for a language without phrases
 */
export function speakingNote({ group, since, point, changes }: NotedChanges, language: LanguageTag): string {
  const phrases = phrasesFor(language);
  const { note } = phrases;
  const asNamed = { ...since, named: oneLine(since.named), name: oneLine(since.name) };
  const body =
    changes.length === 0
      ? [note.nothingChanged]
      : changes.map((subject) => subjectText(phrases, subject).join('\n'));
  return `${[note.title(group, asNamed), ...body, note.basis(since, point)].join('\n\n')}\n`;
}

function nameOf({ subject }: Phrases, ref: string): string {
  return oneLine(subject(subjectNamed(ref)));
}

function subjectText(phrases: Phrases, { ref, fields, acts }: ChangedSubject): string[] {
  const own = acts.some(({ act }) => act.ref === ref);
  const cause = acts.slice(0, MOST_CAUSES);
  const { note } = phrases;
  return [
    ...(own ? acts : cause).map((act) => sentence(phrases, act)),
    ...(own ? [] : [note.changedWithThis(nameOf(phrases, ref))]),
    ...fields.flatMap((field) => wordsOf(phrases, ref, field)),
    ...(fields.length === 0 ? [note.sameAsBefore] : []),
  ];
}

/** How many acts of others are told where a subject changed without one of its own. */
const MOST_CAUSES = 3;

function sentence(phrases: Phrases, { kind, act, date: corrected }: ChangingAct): string {
  const { note } = phrases;
  const name = nameOf(phrases, act.ref);
  if ('unreadable' in act) return note.unreadable(name, act.position);
  const { reason, authority, recordedAt, corrects, class: amendment } = act;
  return [
    `${name} ${phraseFor(note.acts, act.type)}${amendment === undefined ? '' : note.amendments[amendment]}`,
    corrects?.position === undefined ? '' : ` (position ${corrects.position})`,
    corrected === undefined ? '' : note.redatedTo(corrected),
    ` ${whenOf(phrases, act)}`,
    authority === undefined ? '' : note.onAuthorityOf(oneLine(authority.by)),
    reason === undefined ? '' : note.because(oneLine(reason)),
    '.',
    act.voided === undefined ? '' : note.voidedSince,
    note.asides[kind](recordedAt),
  ].join('');
}

/** A fact of the past without a date of its own is not said to have happened when it was taken over. */
function whenOf({ note, dated }: Phrases, { effective, backfill }: TimelineAct): string {
  if (effective.datedBy === 'no-later-than') return note.noLaterThan(effective.date);
  if (effective.datedBy === 'recording' && backfill === true) return note.dateNotInTheRecord;
  return dated(effective.date);
}

const CLAUSE = /^clauses\/(.+)\/text\/text$/s;

/** By the paths of the fields whose words are quoted. */
const WORDED: Readonly<Record<string, WordedField>> = {
  'text/text': 'text',
  'title/text': 'title',
  'name/text': 'name',
  'followUp/text': 'followUp',
  'subject/text': 'subject',
  'body/text': 'body',
  'abstract/text': 'abstract',
  words: 'words',
  'count/count': 'count',
  'count/asWorded': 'countAsWorded',
};

/** The record's words, and what a subject's status became. */
function wordsOf({ note }: Phrases, ref: string, { field, before, after }: FieldChange): string[] {
  if (field === 'status') return [note.status(subjectNamed(ref), maybe(before), maybe(after))];
  const [, clause] = CLAUSE.exec(field) ?? [];
  const worded = Object.hasOwn(WORDED, field) ? WORDED[field] : undefined;
  const what =
    clause === undefined
      ? worded === undefined
        ? undefined
        : note.fields[worded]
      : note.clause(oneLine(clause));
  if (what === undefined) return [];
  return [
    ...(before === undefined ? [] : [note.didRead(what, told(before))]),
    after === undefined ? note.isGone(what) : note.reads(what, told(after)),
  ];
}

function maybe(value: unknown): string | undefined {
  return value === undefined ? undefined : told(value);
}

function told(value: unknown): string {
  return oneLine(typeof value === 'string' ? value : JSON.stringify(value));
}
