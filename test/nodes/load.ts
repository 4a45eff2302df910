import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { eachOf } from '../support/knock.js';
import type { Caller, First, Posting } from './callers.js';
import type { ApiNode } from './node.js';
import { CHAIN, HOT, type Acts, chained, meetingPath, outcomePath } from './record.js';

/** Acts under way at once. */
const AT_ONCE = 64;

/** Gives acts, so many at once, to the nodes in turn, or to one of them. @returns acts a second */
export async function giveAll(
  caller: Caller,
  postings: readonly Posting[],
  nodes: readonly First[],
): Promise<number> {
  const began = performance.now();
  await eachOf([...postings.entries()], AT_ONCE, async ([i, posting]) => {
    await caller.insist(posting, nodes[i % nodes.length] ?? 0);
  });
  return postings.length / ((performance.now() - began) / 1_000);
}

/**
 * Keeps one node busy with the hot meeting while one caller acts on it through the other. Gives the longest that this
 * caller waited for an act, in milliseconds.
 */
export async function besideACrowd(caller: Caller, acts: Acts, count: number): Promise<number> {
  let isOver = false;
  const crowd = Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (!isOver) await caller.insist(acts.outcome(HOT), 0);
    }),
  );
  let longest = 0;
  try {
    for (let i = 0; i < count; i++) {
      const began = performance.now();
      await caller.insist(acts.outcome(HOT), 1);
      longest = Math.max(longest, performance.now() - began);
    }
  } finally {
    isOver = true;
  }
  await crowd;
  return longest;
}

/** The newest position that was acknowledged. */
export function newestOf({ acknowledged }: Caller): number {
  return acknowledged.reduce((newest, { position }) => Math.max(newest, position), 0);
}

interface Shown {
  etag: string;
  text: { text: string };
}

/** An outcome as a node shows it once it has reached a position. */
async function shown(
  caller: Caller,
  path: string,
  { node, position }: { node: First; position: number },
): Promise<Shown> {
  const { status, text } = await caller.read(`${path}?minPosition=${String(position)}`, node);
  if (status !== 200) throw new Error(`${path} was answered ${String(status)}: ${text}`);
  return (JSON.parse(text) as { value: Shown }).value;
}

/**
 * Revises one outcome from both nodes at once; each revision says the words that it saw, and which state it changes. Who
 * was overtaken reads again. Gives how often that was so.
 */
export async function chain(caller: Caller, revisions: number): Promise<number> {
  const { position } = await caller.insist(
    { path: `${meetingPath(CHAIN)}/outcomes`, body: { ordinal: 1, ...chained('nothing', '0') } },
    0,
  );
  const path = outcomePath(CHAIN, 1);
  let overtaken = 0;
  await eachOf(
    Array.from({ length: revisions }, (_, i) => i + 1),
    4,
    async (own) => {
      for (;;) {
        const node = (own % 2) as First;
        const { etag, text } = await shown(caller, path, { node, position });
        const [seen = ''] = text.text.split(' after ');
        const fate = await caller.give(
          { path: `${path}/revisions`, body: chained(seen, String(own)), ifMatch: `"${etag}"` },
          node,
        );
        if ('acknowledged' in fate) return;
        if (fate.refused.status !== 412)
          throw new Error(`a revision was answered ${String(fate.refused.status)}: ${fate.refused.text}`);
        overtaken++;
      }
    },
  );
  return overtaken;
}

/**
 * Revises the chained outcome once more after the other, through either node in turn, each time naming the state that the
 * other node has just acknowledged: none is refused for a state that its node has not heard of yet.
 * @param from the number of revisions so far
 */
export async function relay(caller: Caller, { from, count }: { from: number; count: number }): Promise<void> {
  const path = outcomePath(CHAIN, 1);
  const start = await shown(caller, path, { node: 0, position: newestOf(caller) });
  let [seen = ''] = start.text.text.split(' after ');
  let { etag } = start;
  for (let own = from + 1; own <= from + count; own++) {
    const { revision } = await caller.insist(
      { path: `${path}/revisions`, body: chained(seen, String(own)), ifMatch: `"${etag}"` },
      (own % 2) as First,
    );
    etag = String(revision);
    seen = String(own);
  }
}

/** Callers under load while nodes are killed; how long each rests, lest the nodes cannot start; how long a node runs. */
const WORKERS = 8;
const BETWEEN_MS = 100;
const RUNNING_MS = 500;
const STARTING_MS = 600;

/**
 * Kills either node at random, over and over, under load, one time in ten while it starts. Each act is given until it is
 * acknowledged, by whichever node.
 */
export async function killUnderLoad(
  caller: Caller,
  { acts, nodes, kills }: { acts: Acts; nodes: readonly [ApiNode, ApiNode]; kills: number },
): Promise<void> {
  let isOver = false;
  let given = 0;
  const work = async (worker: number): Promise<void> => {
    while (!isOver) {
      const i = given++;
      const posting = i % 8 === 0 ? acts.contribution(HOT) : acts.mixed(i);
      await caller.insist(posting, (worker % 2) as First);
      await pause(BETWEEN_MS);
    }
  };
  const working = Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)));
  const killing = (async () => {
    try {
      for (let i = 0; i < kills; i++) await killOnce(nodes[randomInt(2) as First]);
    } finally {
      isOver = true;
    }
  })();
  await Promise.all([working, killing]);
}

async function killOnce(node: ApiNode): Promise<void> {
  await pause(randomInt(RUNNING_MS));
  await node.kill();
  node.start();
  if (randomInt(10) === 0) {
    await pause(randomInt(STARTING_MS));
    await node.kill();
    node.start();
  }
  await node.ready();
}
