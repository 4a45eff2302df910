import { Dice } from '@acta/testing/dice';
import fc from 'fast-check';
import type { Knock, Knocked } from '../support/knock.js';
import { SseClient } from '../support/sse.js';
import { beacon, hiddenAct, openAct } from './acts.js';
import { type Known, question } from './questions.js';
import { type Origin, Twins, makeOrigin, watchers } from './twins.js';

/** How many sequences are asked of one pair of records, and how many requests each has. */
const ROUNDS = 10;
const SEQUENCES = 5;
const REQUESTS = 6;
/** Sequences of one pair of records. */
export const PER_PAIR = ROUNDS * SEQUENCES;

const rolls = fc.array(fc.noBias(fc.nat(0xffff)), { minLength: 16, maxLength: 16 });
const exactly = <T>(length: number, each: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.array(each, { minLength: length, maxLength: length });

/** What happens in both records, then what is asked of them. */
const round = fc.record({
  happens: fc.array(fc.record({ isHidden: fc.boolean(), open: rolls, one: rolls, other: rolls }), {
    minLength: 1,
    maxLength: 4,
  }),
  sequences: exactly(SEQUENCES, exactly(REQUESTS, rolls)),
});

const course = fc.record({ watcher: fc.constantFrom(...watchers), rounds: exactly(ROUNDS, round) });

type Course = typeof course extends fc.Arbitrary<infer T> ? T : never;

/** What of an answer tells nothing by itself: when it was given, and how often its stream was written to. */
function masked({ status, headers, text }: Knocked): string {
  const { etag: _etag, 'content-length': _length, ...kept } = headers;
  const words = text.replace(/"etag":"-?\d+"/g, '"etag":"…"').replace(/revision -?\d+|is at -?\d+/g, '…');
  return JSON.stringify({ status, headers: kept, text: words });
}

/** The first difference, with what stands around it. */
function difference(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  const around = (text: string) => text.slice(Math.max(0, at - 200), at + 200);
  return `- ${around(one)}\n+ ${around(other)}`;
}

/** Asks both the same. @throws where the answers differ */
async function askBoth(twins: Twins, knock: Knock, known: Known): Promise<void> {
  const turn = twins.next();
  const [one, other] = await Promise.all(twins.sides.map((side) => side.ask(knock, turn)));
  if (one === undefined || other === undefined) return;
  if (one.status >= 500) throw new Error(`${knock.method} ${knock.path}: ${one.text}`);
  const [left, right] = [masked(one), masked(other)];
  if (left !== right) {
    const { method, path, headers, body } = knock;
    const asked = `${method} ${path} ${JSON.stringify(headers)} ${String(body)}`;
    throw new Error(`the answers differ: ${asked}\n${difference(left, right)}`);
  }
  const own = one.status === 201 ? /"ref":"[^"]*\/contributions\/([^"]*)"/.exec(one.text)?.[1] : undefined;
  if (own !== undefined) known.numbers.push(own);
  twins.head();
}

/** Reads both feeds from a position to the newest one. @throws where they differ */
async function readBoth(twins: Twins, after: number): Promise<void> {
  const upTo = await beacon(twins);
  for (const headers of [{}, twins.authorization]) {
    const [one, other] = await Promise.all(
      twins.sides.map(async ({ served }) => {
        const client = await SseClient.open(`${served.url}/events?after=${String(after)}`, headers);
        await client.until(({ lastEventId }) => Number(lastEventId) >= upTo);
        client.close();
        return JSON.stringify(client.messages);
      }),
    );
    if (one !== other) throw new Error(`the feeds differ:\n${difference(one ?? '', other ?? '')}`);
  }
}

async function follow({ watcher, rounds }: Course, origin: Origin, asked: () => void): Promise<void> {
  const twins = await Twins.of(origin, watcher);
  const known: Known = { numbers: [] };
  try {
    const first = twins.head();
    for (const { happens, sequences } of rounds) {
      for (const { isHidden, open, one, other } of happens) {
        const ties = [new Dice(one), new Dice(other)] as const;
        if (isHidden) await hiddenAct(twins, ties);
        else await openAct(twins, open, ties);
      }
      for (const sequence of sequences) {
        for (const each of sequence) await askBoth(twins, question(twins, each, known), known);
        asked();
      }
    }
    await readBoth(twins, first);
  } finally {
    await twins.close();
  }
}

/**
 * Asks pairs of records that differ only in what whoever watches may not see, and expects the same answers of both.
 * @param pairs how many pairs; each is asked `PER_PAIR` sequences of requests
 * @param seed the same seed asks the same
 * @param asked told after each sequence
 * @throws with the seed, and the first answers that differ
 */
export async function checkNonInterference(
  { pairs, seed }: { pairs: number; seed?: number },
  asked: () => void,
): Promise<void> {
  const origin = await makeOrigin();
  try {
    // Not shrunk: a pair takes seconds, and the seed brings the failure back.
    const run = await fc.check(
      fc.asyncProperty(course, (each) => follow(each, origin, asked)),
      { numRuns: pairs, endOnFailure: true, ...(seed === undefined ? {} : { seed }) },
    );
    if (run.failed)
      throw new Error(`seed ${String(run.seed)}: ${String(run.errorInstance)}`, { cause: run.errorInstance });
  } finally {
    origin.remove();
  }
}
