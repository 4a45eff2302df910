import {
  type Classification,
  type Command,
  type Entry,
  Refused,
  type SubjectId,
  groupOf,
  isUnreadable,
  parseStream,
  refusal,
} from '@acta/domain';
import { foldStream } from '@acta/projections';
import type { Access } from '../access/access.js';
import type { Principal } from '../access/principal.js';
import { reads } from '../access/viewer.js';
import { invalid } from '../faults.js';
import type { Reader } from '../queries/reader.js';
import { validateCommand } from './validate.js';

/**
 * Contributions of each classification have a series of their own, so that a number that is taken, or skipped, tells
 * nobody of something that they may not read: CWG-COP-18/4, and CWG-COP-18/S-1 for the Member States alone.
 */
const SERIES: Readonly<Record<Classification, string>> = {
  public: '',
  members: 'M-',
  states: 'S-',
  draft: 'D-',
};

/** How much of a subject id, which is random, tells one's own series from another's. */
const OWN_DIGITS = 8;

/**
 * What the numbers of a contribution's series start with.
 * @param own of whoever does not see the whole series, which they get one of their own in: a number of the common one
 *   would tell them how many there are
 */
function startOfSeries(
  stream: string,
  classification: Classification,
  { entries, own }: { entries: readonly Entry[]; own: string | undefined },
): string {
  const name = parseStream(stream);
  const group = name?.aggregate === 'meeting' ? `${name.group}-${String(name.ordinal)}` : '';
  const { documentSeries } = foldStream('meeting', entries);
  return `${documentSeries ?? group}/${SERIES[classification]}${own === undefined ? '' : `${own}-`}`;
}

/** One more than the greatest number of a series in a meeting, whatever became of that one. */
function nextNumber(start: string, entries: readonly Entry[]): string {
  let greatest = 0;
  for (const number of entries.flatMap(numbersIn)) {
    const digits = number.startsWith(start) ? /^\d{1,9}$/.exec(number.slice(start.length)) : null;
    greatest = Math.max(greatest, Number(digits?.[0] ?? 0));
  }
  return `${start}${String(greatest + 1)}`;
}

/** The numbers that an act takes, voided or not: none is used again. */
function numbersIn(entry: Entry): string[] {
  if (isUnreadable(entry)) return [];
  const { number, revisedAs } = entry.data as { number?: unknown; revisedAs?: unknown };
  return [number, revisedAs].filter((each) => typeof each === 'string');
}

/** Whether a number may be that of a contribution of this classification. */
function isOfSeries(number: string, classification: Classification): boolean {
  const letter = SERIES[classification];
  return letter === '' ? !/\/[MSD]-[\da-f]/.test(number) : number.includes(`/${letter}`);
}

/** Whether a number is that of a revision: the contribution's own, then what is no part of another's. */
function isRevisionOf(number: string, revisedAs: string): boolean {
  return revisedAs.startsWith(number) && /^[ (]/.test(revisedAs.slice(number.length));
}

/**
 * What the numbers of a command must be. Who does not see everything in a group does not choose a number there, since a
 * refusal would tell that it is taken; a revision's number starts with the contribution's own, so that none takes what
 * another's would be.
 * @throws Invalid, Refused
 */
export function checkNumbers(
  { type, stream = '', data }: Command,
  principal: Principal,
  { access, backfill }: { access: Pick<Access, 'circleOf'>; backfill: boolean },
): void {
  const name = parseStream(stream);
  if (principal.assurance === 'asserted' || name?.aggregate !== 'meeting') return;
  const seesAll = access.circleOf(principal, name.group) === 'all';
  if (
    type === 'revise-contribution' &&
    !backfill &&
    !isRevisionOf(String(data['number']), String(data['revisedAs']))
  )
    throw new Refused(
      refusal(
        'number-of-its-own',
        `the number of a revision starts with the contribution's own: ${String(data['number'])} Rev.1`,
        '/data/revisedAs',
      ),
    );
  if (type !== 'submit-contribution') return;
  const { number } = data;
  if (typeof number !== 'string') return;
  if (!seesAll) throw invalid('number-assigned', 'is given by the server here; leave it out', '/data/number');
  const classification = (data['classification'] ?? 'public') as Classification;
  if (isOfSeries(number, classification)) return;
  const example = `${name.group}-${String(name.ordinal)}/${SERIES[classification]}1`;
  throw new Refused(
    refusal(
      'series-per-classification',
      `a contribution of this classification has a number of its series, for example ${example}; leave it out, and the server gives the next`,
      '/data/number',
    ),
  );
}

/**
 * That whoever does not see everything in a group leaves the date of an act to the record. Acts of one day are put in
 * order by all that is recorded of it: what a date is judged on would tell of what they may not see. And whether
 * something came late is not for its sender to say.
 * @throws Invalid
 */
export function checkDates(
  { stream = '', effectiveAt, datedBy }: Command,
  principal: Principal,
  access: Pick<Access, 'circleOf'>,
): void {
  const group = groupOf(stream);
  if (principal.assurance === 'asserted' || group === undefined) return;
  if (effectiveAt === undefined && datedBy === undefined) return;
  if (access.circleOf(principal, group) !== 'all')
    throw invalid(
      'not-dated',
      'your acts take effect when they are recorded; leave the date out',
      effectiveAt === undefined ? '/datedBy' : '/effectiveAt',
    );
}

/**
 * Gives a contribution its number when it is judged: the next of its series after those that stand before it, so that
 * submissions at once, on whichever node, need not ask again.
 */
export function numbering(
  { stream = '', data }: Command,
  principal: Principal & { subject: SubjectId },
  { reader, access }: { reader: Reader; access: Pick<Access, 'circleOf'> },
): (before: readonly Entry[]) => { number: string } {
  const { position } = reader.point({});
  const classification = (data['classification'] ?? 'public') as Classification;
  const circle = access.circleOf(principal, groupOf(stream));
  const own = reads(circle, classification) ? undefined : principal.subject.slice(0, OWN_DIGITS);
  const start = startOfSeries(stream, classification, { entries: reader.stream(stream, position), own });
  return (before) => ({ number: nextNumber(start, before) });
}

/** Whether a command leaves its contribution's number to the server. */
export function leavesNumber(command: unknown): command is Command {
  if (typeof command !== 'object' || command === null || !('type' in command) || !('data' in command))
    return false;
  const { type, data } = command;
  return type === 'submit-contribution' && typeof data === 'object' && data !== null && !('number' in data);
}

/** A command that leaves its contribution's number to the server: its form is checked as with one. @throws Invalid */
export function validateUnnumbered(command: Command): Command {
  validateCommand({ ...command, data: { ...command.data, number: '1' } });
  return command;
}
