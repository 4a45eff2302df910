import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Caller, type Posting, receiptIn } from './callers.js';
import type { ApiNode } from './node.js';
import { TRIALS, type Acts } from './record.js';
import type { SharedStore } from './store.js';

/** What a trial works with. */
export interface TrialParts {
  caller: Caller;
  acts: Acts;
  nodes: readonly [ApiNode, ApiNode];
  fake: NonNullable<SharedStore['fake']>;
}

/** How long a caller waits before turning to the other node, in milliseconds. */
const IMPATIENT_MS = 1_000;

/**
 * The two ways to lose the answer of an append, the write lost or kept, in each way that a store can fail to tell it: the
 * act is given to one node and again, under its key, to the other. Gives the faults found; every act must then be there once.
 */
export async function lostAtTheStore(
  { caller, acts, fake }: TrialParts,
  { written, instead }: { written: boolean; instead: 'timeout' | 'broken' | 'silence' },
): Promise<string[]> {
  const posting = acts.outcome(TRIALS);
  const key = randomUUID();
  await fake.tell({ faults: { appends: [{ written, instead }] } });
  const first = await caller.once(posting, 0, { key, withinMs: IMPATIENT_MS }).catch(() => undefined);
  // By silence, the node itself learns of it by its deadline alone.
  const expected = instead === 'silence' ? undefined : 201;
  const faults = first?.status === expected ? [] : [`the first answer was ${String(first?.status)}`];
  const other = await caller.once(posting, 1, { key });
  const isThere = instead !== 'silence' || written;
  faults.push(...answered(other.status, isThere), ...(await sameFrom(caller, posting, key)));
  return faults;
}

/** The same, the node being killed while the answer is lost. */
export async function lostWithTheNode(
  { caller, acts, fake, nodes: [node] }: TrialParts,
  { written }: { written: boolean },
): Promise<string[]> {
  const posting = acts.outcome(TRIALS);
  const key = randomUUID();
  await fake.tell({ faults: { appends: [{ written, instead: 'silence' }] } });
  const lost = caller.once(posting, 0, { key }).then(
    ({ status }) => [`the node that was killed answered ${String(status)}`],
    (): string[] => [],
  );
  while ((await fake.tell({ faults: {} })) > 0) await pause(5);
  await node.kill();
  const faults = await lost;
  const other = await caller.once(posting, 1, { key });
  faults.push(...answered(other.status, written));
  node.start();
  await node.ready();
  faults.push(...(await sameFrom(caller, posting, key)));
  return faults;
}

/** An answer that takes too long is 202: given again on the other node, the act is there once, and the first node learns of it. */
export async function toldLate({ caller, acts, fake }: TrialParts): Promise<string[]> {
  const posting = acts.outcome(TRIALS);
  const key = randomUUID();
  await fake.tell({ faults: { appends: [{ written: false, instead: 'silence' }] } });
  const late = await caller.once(posting, 0, { key, withinMs: 20_000 });
  if (late.status !== 202) return [`an answer that takes too long was ${String(late.status)}`];
  const fate = String(late.headers['location']);
  const elsewhere = await caller.read(fate, 1);
  const faults = elsewhere.status === 404 ? [] : [`the other node answered ${String(elsewhere.status)}`];
  const given = await caller.insist(posting, 1, key);
  for (let waited = 0; waited < 20_000; waited += 100) {
    const told = await caller.read(fate, 0);
    if (told.status === 200) {
      const { position, revision } = receiptIn(told, key);
      if (position !== given.position || revision !== given.revision)
        faults.push(`the nodes acknowledged positions ${String(position)} and ${String(given.position)}`);
      return faults;
    }
    if (told.status !== 202) return [...faults, `its fate was answered ${String(told.status)}: ${told.text}`];
    await pause(100);
  }
  return [...faults, 'its fate stayed unknown'];
}

/** That an act that was there already is told as such, and any other as written. */
function answered(status: number, isThere: boolean): string[] {
  const expected = isThere ? 200 : 201;
  return status === expected ? [] : [`the other node answered ${String(status)}, not ${String(expected)}`];
}

/** That both nodes acknowledge the same. */
async function sameFrom(caller: Caller, posting: Posting, key: string): Promise<string[]> {
  const one = await caller.insist(posting, 0, key);
  const other = await caller.insist(posting, 1, key);
  return JSON.stringify(one) === JSON.stringify(other)
    ? []
    : [`the nodes acknowledged ${JSON.stringify(one)} and ${JSON.stringify(other)}`];
}
