import type { Uuid } from '@acta/domain';
import {
  type Basis,
  type ClauseRow,
  type GroupRecord,
  type LinkedItem,
  type MandateMatrix,
  type MatrixItem,
  mandateMatrix,
} from '@acta/projections';
import type { Block, Paragraph, ReportDocument } from '../document.js';
import type { Phrases } from '../phrases/index.js';
import type { Words } from '../phrases/say.js';
import { subjectNamed } from '../phrases/subject-named.js';
import { type CsvCell, renderCsv } from '../render/csv.js';
import { type ComposeOptions, type Context, NotInTheRecord, contextOf, groupName, words } from './context.js';
import { basisOf } from './frame.js';
import { generated, heading, line, note, quotation, recorded } from './parts.js';
import { effectOf } from './terms-of-reference.js';

/**
 * The clauses of the terms of reference in force, what was linked to each by whom, and what nobody has classified.
 * @param record folded at `options.point`
 * @throws NotInTheRecord where the group is not in the record at that point
 * @throws RangeError for a language without phrases
 */
export function composeMandateMatrix(record: GroupRecord, options: ComposeOptions): ReportDocument {
  const context = contextOf(record, options);
  const matrix = mandateMatrix(record);
  if (matrix === undefined) throw new NotInTheRecord('the group is not in the record at that point');
  const { phrases } = context;
  const group = groupName(context);
  return {
    language: context.language,
    title: phrases.matrix.title(group),
    titleBlock: { source: phrases.matrix.source(group) },
    blocks: [
      heading(1, phrases.headings.termsOfReference),
      ...clauseBlocks(context, matrix),
      ...(matrix.ofEarlierTerms.length === 0 ? [] : [heading(1, phrases.headings.ofEarlierTerms)]),
      ...matrix.ofEarlierTerms.map(({ number, linked }) =>
        linkedTable(context, phrases.matrix.linkedToEarlier(number), linked),
      ),
      ...(matrix.none.length === 0
        ? []
        : [
            heading(1, phrases.headings.noClause),
            linkedTable(context, phrases.matrix.linkedToNone, matrix.none),
          ]),
      heading(1, phrases.headings.notClassified),
      ...notClassifiedBlocks(context, matrix.notClassified),
    ],
    basis: basisOf(context),
  };
}

function clauseBlocks(context: Context, { clauses }: MandateMatrix): Block[] {
  const { phrases, record } = context;
  const terms = record.group.termsOfReference.at(-1);
  if (terms === undefined) return [note(phrases.noTermsInTheRecord, [])];
  const { version, by } = terms.value;
  return [
    generated(phrases.termsInForce(version, by, effectOf(context, terms)), [terms.event]),
    ...clauses.flatMap((clause) => clauseWithLinks(context, clause, terms.event)),
  ];
}

function clauseWithLinks(
  context: Context,
  { number, text, translations = [], linked }: ClauseRow,
  terms: Uuid,
): Block[] {
  const { phrases } = context;
  return [
    recorded(context, text, [terms], number),
    ...translations.map((translation) =>
      quotation(phrases.translation(translation.language), words(context, translation), [terms]),
    ),
    linked.length === 0
      ? note(phrases.matrix.clauseNotClassified, [])
      : linkedTable(context, phrases.matrix.linkedTo(number), linked),
  ];
}

function linkedTable(context: Context, caption: string, items: readonly LinkedItem[]): Block {
  const { labels } = context.phrases;
  return {
    type: 'table',
    caption,
    header: [labels.subject, labels.wording, labels.linkedBy],
    rows: items.map((item) => [
      ...itemCells(context, item),
      generated(linkWords(context.phrases, item), [item.link.basis.event]),
    ]),
  };
}

function notClassifiedBlocks(context: Context, items: readonly MatrixItem[]): Block[] {
  const { labels, matrix } = context.phrases;
  if (items.length === 0) return [note(matrix.allClassified, [])];
  return [
    note(matrix.notClassifiedMeans, []),
    {
      type: 'table',
      caption: matrix.notClassified,
      header: [labels.subject, labels.wording],
      rows: items.map((item) => itemCells(context, item)),
    },
  ];
}

function itemCells(context: Context, item: MatrixItem): Paragraph[] {
  const { phrases } = context;
  const events = eventsOf(context.record, context.code, item.ref);
  return [
    generated(line(phrases.subject(subjectNamed(item.ref))), events),
    item.words === undefined
      ? generated(phrases.notInTheRecord, events)
      : recorded(context, item.words, events),
  ];
}

/** The events that something linked rests on. */
function eventsOf({ meetings, liaison, reports }: GroupRecord, code: string, ref: string): readonly Uuid[] {
  const named = subjectNamed(ref);
  if (named.kind === 'outcome')
    return meetings.get(named.meeting)?.outcomes.get(Number(named.key))?.events ?? [];
  if (named.kind === 'contribution')
    return meetings.get(named.meeting)?.contributions.get(named.key)?.events ?? [];
  const id = ref.slice(code.length + 1).replace(/^[^/]+\//, '');
  const states: ReadonlyMap<string, { events: readonly Uuid[] }> =
    named.kind === 'report' ? reports : liaison;
  return states.get(`${code}-${id.replace('/', '-')}`)?.events ?? [];
}

/** Who linked it, in which capacity, and when. */
function linkWords(phrases: Phrases, { link: { actingAs, basis, withOutcome } }: LinkedItem): Words {
  const capacity = [
    phrases.roles[actingAs.role],
    ...(actingAs.group === undefined ? [] : [phrases.aside(line(actingAs.group))]),
  ];
  return [
    ...capacity,
    `, ${whenLinked(phrases, basis)}`,
    ...(withOutcome === true ? [`; ${phrases.matrix.withOutcome}`] : []),
  ];
}

function whenLinked(phrases: Phrases, { date, datedBy }: Basis): string {
  if (datedBy === undefined) return phrases.dated(date);
  switch (datedBy) {
    case 'recording':
      return phrases.recordedOn(date);
    case 'no-later-than':
      return phrases.knownToHoldBy(date);
    case 'meeting':
      return `${phrases.dated(date)} (${phrases.datedByItsMeeting})`;
  }
}

const HEADER = [
  'clause',
  'clause text',
  'standing',
  'kind',
  'subject',
  'text',
  'linked by',
  'acting as',
  'in group',
  'linked on',
  'as of position',
] as const;

/**
 * The mandate matrix as CSV: a link a line, and a line for each clause and each subject that is not classified; in each
 * the position of the record that the answer stands on.
 */
export function mandateMatrixCsv(matrix: MandateMatrix, position: number): string {
  const { clauses, ofEarlierTerms, none, notClassified } = matrix;
  const rows: CsvCell[][] = [
    ...clauses.flatMap(({ number, text, linked }) =>
      linked.length === 0
        ? [[number, text.text, 'not classified', ...itemColumns(undefined)]]
        : linked.map((item) => [number, text.text, 'linked', ...itemColumns(item)]),
    ),
    ...ofEarlierTerms.flatMap(({ number, linked }) =>
      linked.map((item) => [number, undefined, 'linked to earlier terms', ...itemColumns(item)]),
    ),
    ...none.map((item) => [undefined, undefined, 'none of the clauses', ...itemColumns(item)]),
    ...notClassified.map((item) => [undefined, undefined, 'not classified', ...itemColumns(item)]),
  ];
  return renderCsv(
    HEADER,
    rows.map((row) => [...row, String(position)]),
  );
}

function itemColumns(item: (MatrixItem & Partial<Pick<LinkedItem, 'link'>>) | undefined): CsvCell[] {
  const { kind, ref, words: text, link } = item ?? {};
  return [kind, ref, text?.text, link?.actor, link?.actingAs.role, link?.actingAs.group, link?.basis.date];
}
