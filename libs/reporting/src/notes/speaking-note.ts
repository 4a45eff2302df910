import type {
  ChangeKind,
  ChangedSubject,
  ChangesAxis,
  ChangingAct,
  FieldChange,
  Point,
  TimelineAct,
} from '@acta/projections';
import { date, dated, moment } from '../phrases/en-words.js';
import { oneLine } from '../render/text.js';
import { actPhrases } from './act-phrases.js';
import { subjectName } from './subject-names.js';

/** What a speaking note is made from: the changes, and the two points between which they lie. */
export interface NotedChanges {
  group: string;
  since: { named: string; axis: ChangesAxis; position: number; at: number };
  point: Point;
  changes: readonly ChangedSubject[];
}

/**
 * What changed, as plain text to be read out: a paragraph for each subject, in short sentences, in English, with the
 * record's own words in quotation marks, and at the end the points that it stands on. Recorded text stays on its line.
 */
export function speakingNote({ group, since, point, changes }: NotedChanges): string {
  const title = `${group}: what changed since ${oneLine(since.named)}`;
  const body =
    changes.length === 0 ? ['Nothing changed.'] : changes.map((subject) => subjectText(subject).join('\n'));
  return `${[title, ...body, basisLine(since, point)].join('\n\n')}\n`;
}

function subjectText({ ref, fields, acts }: ChangedSubject): string[] {
  const own = acts.some(({ act }) => act.ref === ref);
  const cause = acts.slice(0, MOST_CAUSES);
  return [
    ...(own ? acts : cause).map(sentence),
    ...(own ? [] : [`With this, ${oneLine(inside(subjectName(ref)))} changed.`]),
    ...fields.flatMap(wordsOf),
    ...(fields.length === 0 ? ['What it says is the same as before.'] : []),
  ];
}

/** How many acts of others are told where a subject changed without one of its own. */
const MOST_CAUSES = 3;

/** A name within a sentence. */
function inside(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function sentence({ kind, act, date: corrected }: ChangingAct): string {
  const name = oneLine(subjectName(act.ref));
  if ('unreadable' in act) return `${name}: the act at position ${act.position} cannot be read.`;
  const { reason, authority, recordedAt, corrects, class: amendment } = act;
  const how = { editorial: ' editorially', substantive: ' in substance' };
  // A newer build's act has no phrase here; its own name stands for it.
  const done = (actPhrases as Readonly<Record<string, string>>)[act.type] ?? act.type;
  return [
    `${name} ${done}${amendment === undefined ? '' : how[amendment]}`,
    corrects?.position === undefined ? '' : ` (position ${corrects.position})`,
    corrected === undefined ? '' : ` to ${date(corrected)}`,
    ` ${whenOf(act)}`,
    authority === undefined ? '' : `, on the authority of ${oneLine(authority.by)}`,
    reason === undefined ? '' : `, because: ${oneLine(reason)}`,
    '.',
    act.voided === undefined ? '' : ' It was voided since.',
    asides[kind](date(recordedAt)),
  ].join('');
}

/** A fact of the past without a date of its own is not said to have happened when it was taken over. */
function whenOf({ effective, backfill }: TimelineAct): string {
  if (effective.datedBy === 'no-later-than') return `no later than ${date(effective.date)}`;
  if (effective.datedBy === 'recording' && backfill === true) return 'on a date that is not in the record';
  return dated(effective.date);
}

const asides: Readonly<Record<ChangeKind, (recorded: string) => string>> = {
  news: () => '',
  late: (recorded) => ` It was recorded late, on ${recorded}.`,
  backdated: (recorded) => ` It was backdated: recorded on ${recorded}.`,
  'came-into-force': () => ' It had been recorded before, and came into force since.',
  redated: () => '',
  voided: () => '',
};

const WORDED =
  /^(?:(?:text|title|name|followUp|subject|body|abstract)\/text|words|count\/(?:count|asWorded))$/;

/** The record's words, and what a subject's status became. */
function wordsOf({ field, before, after }: FieldChange): string[] {
  if (field === 'status')
    return [
      before === undefined
        ? `It is ${told(after)}.`
        : `It was ${told(before)}, and is ${after === undefined ? 'no longer in the record' : told(after)}.`,
    ];
  if (WORDED.test(field) || field.startsWith('clauses/')) {
    const what = field.replace(/\/text$/, '');
    return [
      ...(before === undefined ? [] : [`The ${what} read: “${told(before)}”`]),
      after === undefined ? `The ${what} is no longer in the record.` : `The ${what} reads: “${told(after)}”`,
    ];
  }
  return [];
}

function told(value: unknown): string {
  return oneLine(typeof value === 'string' ? value : JSON.stringify(value));
}

const READINGS: Readonly<Record<ChangesAxis, string>> = {
  at: 'what took effect after',
  'as-of': 'what the record took after',
  both: 'what the record took, or took effect, after',
};

function basisLine(since: NotedChanges['since'], { position, at, settled }: Point): string {
  const from = [
    ...(since.axis === 'at' ? [] : [`position ${String(since.position)}`]),
    ...(since.axis === 'as-of' ? [] : [moment(since.at).replace(/^(?:at|on) /, '')]),
  ].join(' and ');
  return `Told is ${READINGS[since.axis]} ${from}, up to position ${String(position)}${settled ? ' (settled)' : ''}, in force ${moment(at)}.`;
}
