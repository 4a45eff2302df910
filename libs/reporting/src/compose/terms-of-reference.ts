import { type Clause, type Held, type TermsOfReferenceSet, momentOf } from '@acta/domain';
import type { Block, Paragraph } from '../document.js';
import { type Context, words } from './context.js';
import type { Covered } from './coverage.js';
import { generated, list, note, quotation, recorded } from './parts.js';

type Version = Held<TermsOfReferenceSet>;

/**
 * The version in force, and the one to read it against: the one in force when what is covered began, or else the first
 * one set since; none where nothing changed since then.
 */
export function termsOver(
  { record }: Context,
  { period, meetings }: Covered,
): { now?: Version; before?: Version } {
  const versions = record.group.termsOfReference;
  const now = versions.at(-1);
  if (now === undefined) return {};
  const sat = meetings[0]?.[1].sitting?.key;
  const began = period === undefined ? (sat ?? Infinity) - 1 : momentOf(period.start).end;
  const before = versions.findLast(({ key }) => key <= began) ?? versions[0];
  return before === undefined || before === now ? { now } : { now, before };
}

/**
 * The terms of reference in force, clause by clause, verbatim. Against those in force when what is covered began, whole
 * clauses are marked as added, changed or suppressed; nothing is marked inside a text.
 */
export function termsBlocks(context: Context, covered: Covered, number: string): Block[] {
  const { phrases } = context;
  const { now, before } = termsOver(context, covered);
  if (now === undefined) return [note(phrases.noTermsInTheRecord, [])];
  const { version, by, clauses } = now.value;
  const suppressed = (before?.value.clauses ?? []).filter(
    ({ number: old }) => !clauses.some((clause) => clause.number === old),
  );
  return [
    generated(phrases.termsInForce(version, by, effectOf(context, now)), [now.event], number),
    list([
      ...clauses.map((clause) => clauseItem(context, clause, now, before)),
      ...(before === undefined
        ? []
        : suppressed.map((clause) => suppressedItem(context, clause, before, now))),
    ]),
    ...(before !== undefined && haveSameClauses(now, before)
      ? [note(phrases.unchangedSince(before.value.version), [before.event, now.event])]
      : []),
  ];
}

function clauseItem(
  context: Context,
  clause: Clause,
  now: Version,
  before: Version | undefined,
): Paragraph[] {
  const { phrases } = context;
  const item = [
    recorded(context, clause.text, [now.event], clause.number),
    ...(clause.translations ?? []).map((text) =>
      quotation(phrases.translation(text.language), words(context, text), [now.event]),
    ),
  ];
  if (before === undefined) return item;
  const old = before.value.clauses.find(({ number }) => number === clause.number);
  const events = [before.event, now.event];
  if (old === undefined) return [...item, mark(phrases.addedSince(before.value.version), events)];
  if (isSame(old, clause)) return item;
  return [
    ...item,
    mark(phrases.modifiedSince(before.value.version), events),
    quotation(phrases.lead(phrases.labels.before), words(context, old.text), [before.event]),
  ];
}

function suppressedItem(context: Context, clause: Clause, before: Version, now: Version): Paragraph[] {
  return [
    recorded(context, clause.text, [before.event], clause.number),
    mark(context.phrases.suppressedSince(before.value.version), [before.event, now.event]),
  ];
}

function mark(text: string, restsOn: string[]): Paragraph {
  return note({ text, style: 'strong' }, restsOn);
}

function isSame(a: Clause, b: Clause): boolean {
  return a.text.text === b.text.text && a.text.language === b.text.language;
}

function haveSameClauses(now: Version, before: Version): boolean {
  const [a, b] = [now.value.clauses, before.value.clauses];
  return (
    a.length === b.length &&
    a.every((clause) => b.some((old) => old.number === clause.number && isSame(old, clause)))
  );
}

/** When a version took effect, as `termsInForce` says it; undefined where that is not in the record. */
export function effectOf({ phrases }: Context, now: Version): string | undefined {
  if (now.on === undefined) return undefined;
  return now.datedBy === 'no-later-than'
    ? phrases.knownToHoldBy(now.on)
    : phrases.tookEffect(phrases.dated(now.on));
}
