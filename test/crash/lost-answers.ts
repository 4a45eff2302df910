import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '@acta/testing/until';
import Database from 'better-sqlite3';
import { type Child, start } from './child.js';
import { eventOf, openStore, STREAMS } from './log.js';

/**
 * The two ways to lose an append, each followed by its repetition: the write was lost; the write was kept but its answer
 * was lost. Either way the event is there once. Gives the faults found.
 */
export async function lostAnswers(folder: string): Promise<string[]> {
  return [...(await writeLost(`${folder}/lost.db`)), ...(await answerLost(`${folder}/unheard.db`))];
}

async function writeLost(file: string): Promise<string[]> {
  await (await openStore(file)).close();
  const blocker = new Database(file);
  const id = randomUUID();
  // The file opens, but nothing can be written: what the child sends is in its writer's hands when it dies.
  const child = start('./single.child.js', { args: [file, STREAMS[0] ?? '', id] });
  try {
    await blockOnceOpen(blocker, child);
    await child.wrote('sent');
    await pause(100);
  } finally {
    await child.kill();
    blocker.close();
  }
  return repeat(file, id, 0);
}

/** Takes the file's write lock as soon as the child has the store open, before it appends. */
async function blockOnceOpen(blocker: Database.Database, child: Child): Promise<void> {
  await child.wrote('open');
  blocker.exec('BEGIN IMMEDIATE');
  child.process.stdin?.write('go\n');
}

async function answerLost(file: string): Promise<string[]> {
  const id = randomUUID();
  const child = start('./single.child.js', { args: [file, STREAMS[0] ?? '', id] });
  try {
    await child.wrote('open');
    child.process.stdin?.write('go\n');
    await child.wrote('sent');
    await stored(file);
  } finally {
    await child.kill();
  }
  return repeat(file, id, 1);
}

async function stored(file: string): Promise<void> {
  const reader = new Database(file, { readonly: true });
  const count = reader.prepare<[], number>('SELECT count(*) FROM event').pluck();
  await until(() => count.get() !== 0);
  reader.close();
}

async function repeat(file: string, id: string, expectedBefore: number): Promise<string[]> {
  const faults: string[] = [];
  const store = await openStore(file);
  const stream = STREAMS[0] ?? '';
  const before = store.journal.head().position;
  if (before !== expectedBefore)
    faults.push(`${file}: ${before} events before the repetition, not ${expectedBefore}`);
  for (let i = 0; i < 2; i++) {
    const answer = await store.append(stream, 'noStream', [eventOf(stream, id)]);
    if (answer.position !== 1 || answer.revision !== 0n)
      faults.push(`${file}: the repetition was answered ${answer.position}, ${answer.revision}`);
  }
  const after = store.journal.head().position;
  if (after !== 1) faults.push(`${file}: ${after} events after the repetition, not 1`);
  await store.close();
  return faults;
}
