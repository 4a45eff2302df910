import {
  type Classification,
  type Command,
  type MeetingState,
  Refused,
  parseStream,
  refusal,
} from '@acta/domain';
import { foldStream } from '@acta/projections';
import type { Access } from '../access/access.js';
import type { Principal } from '../access/principal.js';
import { invalid } from '../faults.js';
import type { Reader } from '../queries/reader.js';

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

/** The number that a contribution gets next: one more than the greatest of its series in the meeting. */
export function nextNumber(stream: string, classification: Classification, state: MeetingState): string {
  const name = parseStream(stream);
  const group = name?.aggregate === 'meeting' ? `${name.group}-${String(name.ordinal)}` : '';
  const start = `${state.documentSeries ?? group}/${SERIES[classification]}`;
  let greatest = 0;
  for (const number of state.documentNumbers) {
    const digits = number.startsWith(start) ? /^\d{1,9}$/.exec(number.slice(start.length)) : null;
    greatest = Math.max(greatest, Number(digits?.[0] ?? 0));
  }
  return `${start}${String(greatest + 1)}`;
}

/** Whether a number may be that of a contribution of this classification. */
function isOfSeries(number: string, classification: Classification): boolean {
  const letter = SERIES[classification];
  return letter === '' ? !/\/[MSD]-\d/.test(number) : number.includes(`/${letter}`);
}

/**
 * What the numbers of a command must be. Who does not see everything in a group does not choose a number there, since a
 * refusal would tell that it is taken; a revision's number starts with the contribution's own.
 * @throws Invalid, Refused
 */
export function checkNumbers(
  { type, stream = '', data }: Command,
  principal: Principal,
  access: Pick<Access, 'circleOf'>,
): void {
  const name = parseStream(stream);
  if (principal.assurance === 'asserted' || name?.aggregate !== 'meeting') return;
  const seesAll = access.circleOf(principal, name.group) === 'all';
  if (
    type === 'revise-contribution' &&
    !seesAll &&
    !String(data['revisedAs']).startsWith(String(data['number']))
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

/** The command with the number that its contribution gets next, where it says none. */
export function numbered(command: Command, reader: Reader): Command {
  const { type, stream = '', data } = command;
  if (type !== 'submit-contribution' || data['number'] !== undefined) return command;
  const { position } = reader.point({});
  const state = foldStream('meeting', reader.stream(stream, position));
  const number = nextNumber(stream, (data['classification'] ?? 'public') as Classification, state);
  return { ...command, data: { ...data, number } };
}

/** Whether a command leaves its contribution's number to the server. */
export function leavesNumber(command: unknown): command is Command {
  if (typeof command !== 'object' || command === null || !('type' in command) || !('data' in command))
    return false;
  const { type, data } = command;
  return type === 'submit-contribution' && typeof data === 'object' && data !== null && !('number' in data);
}
