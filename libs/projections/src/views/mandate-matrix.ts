import type { Clause, GroupCode, Held, Identifier, Instrument, RecordedBy, Text } from '@acta/domain';
import type { GroupRecord } from '../record.js';
import { refOf } from '../subjects.js';
import { type Basis, basisOf, present } from './parts.js';

/** The clauses of the terms of reference in force, and what was linked to each. */
export interface MandateMatrix {
  readonly ref: string;
  readonly group: GroupCode;
  /** Absent: no terms of reference are in the record at that point. */
  readonly terms?: { readonly version: Identifier; readonly by?: Instrument; readonly basis: Basis };
  readonly clauses: readonly ClauseRow[];
  /** Linked to numbers that the terms in force do not have. */
  readonly ofEarlierTerms: readonly { readonly number: Identifier; readonly linked: readonly LinkedItem[] }[];
  /** Said to have to do with none of the clauses, on purpose. */
  readonly none: readonly LinkedItem[];
  /** Of which nobody has said anything: that tells nothing of what they have to do with the mandate. */
  readonly notClassified: readonly MatrixItem[];
}

export interface ClauseRow extends Clause {
  /** Empty: nothing is linked, which does not tell that nothing was done. */
  readonly linked: readonly LinkedItem[];
}

/** A subject of the group, with the words by which it is known where there are any. */
export interface MatrixItem {
  readonly ref: string;
  readonly kind: 'contribution' | 'outcome' | 'liaison-statement' | 'report';
  readonly words?: Text;
}

/** A subject and who linked it, when. */
export interface LinkedItem extends MatrixItem {
  readonly link: Readonly<RecordedBy> & {
    readonly basis: Basis;
    /** True where the outcome itself names the clauses: it was linked by the act that recorded it, or changed it, so. */
    readonly withOutcome?: true;
  };
}

interface Classified {
  item: LinkedItem;
  clauses: readonly Identifier[];
}

/** A subject, and what an outcome itself names. */
interface Subject {
  item: MatrixItem;
  own?: { clauses: readonly Identifier[]; by: Held<RecordedBy> } | undefined;
}

/**
 * What each subject in the record then has to do with the terms in force then. A link of its own comes before what an
 * outcome names itself; a link to what is no longer in the record shows nowhere.
 * @returns undefined while the group is not in the record
 */
export function mandateMatrix(record: GroupRecord): MandateMatrix | undefined {
  const { code, termsOfReference } = record.group;
  if (code === undefined) return undefined;
  const current = termsOfReference.at(-1);
  const clauses = current?.value.clauses ?? [];
  const classified: Classified[] = [];
  const notClassified: MatrixItem[] = [];
  for (const subject of subjectsOf(record, code)) {
    const found = classify(record, code, subject);
    if (found === undefined) notClassified.push(subject.item);
    else classified.push(found);
  }
  const linkedTo = (number: Identifier): LinkedItem[] =>
    classified.flatMap(({ item, clauses: named }) => (named.includes(number) ? [item] : []));
  const inForce = new Set(clauses.map(({ number }) => number));
  const earlier = new Set(classified.flatMap(({ clauses: named }) => named));
  return present({
    ref: `${refOf.group(code)}/mandate-matrix`,
    group: code,
    terms:
      current && present({ version: current.value.version, by: current.value.by, basis: basisOf(current) }),
    clauses: clauses.map((clause) => ({ ...clause, linked: linkedTo(clause.number) })),
    ofEarlierTerms: [...earlier]
      .filter((number) => !inForce.has(number))
      .map((number) => ({ number, linked: linkedTo(number) })),
    none: classified.flatMap(({ item, clauses: named }) => (named.length === 0 ? [item] : [])),
    notClassified,
  });
}

/** Undefined where nothing was said of its clauses. */
function classify({ group }: GroupRecord, code: GroupCode, { item, own }: Subject): Classified | undefined {
  const held = group.clauseLinks.get(item.ref.slice(code.length + 1));
  if (held !== undefined) return { item: { ...item, link: linkOf(held) }, clauses: held.value.clauses };
  if (own === undefined) return undefined;
  return { item: { ...item, link: { ...linkOf(own.by), withOutcome: true } }, clauses: own.clauses };
}

function linkOf(held: Held<RecordedBy>): LinkedItem['link'] {
  const { actor, actingAs } = held.value;
  return { actor, actingAs, basis: basisOf(held) };
}

/** Everything that may be linked, meeting by meeting, then liaison statements and reports. */
function subjectsOf({ meetings, liaison, reports }: GroupRecord, code: GroupCode): Subject[] {
  const ofMeetings = [...meetings].flatMap(([meeting, { contributions, outcomes }]) => [
    ...[...contributions.values()].map(({ number, content }) => ({
      item: itemOf('contribution', refOf.contribution(code, meeting, number), content.title),
    })),
    ...[...outcomes.values()].map(({ ordinal, content: { text, links }, linkedBy }) => ({
      item: itemOf('outcome', refOf.outcome(code, meeting, ordinal), text),
      own: links?.clauses && linkedBy && { clauses: links.clauses, by: linkedBy },
    })),
  ]);
  return [
    ...ofMeetings,
    ...[...liaison].map(([id, { content }]) => ({
      item: itemOf(
        'liaison-statement',
        refOf.liaisonStatement(code, id.slice(code.length + 1)),
        content?.subject,
      ),
    })),
    ...[...reports].map(([id, { kind = '', content }]) => ({
      item: itemOf(
        'report',
        refOf.report(code, kind, id.slice(code.length + kind.length + 2)),
        content.title,
      ),
    })),
  ];
}

function itemOf(kind: MatrixItem['kind'], ref: string, words: Text | undefined): MatrixItem {
  return present({ ref, kind, words });
}
