/**
 * The writer's thread. It owns the only connection that writes: whatever appends are waiting go into one transaction,
 * with one sync, and are answered after it. Any failure of the file ends it (DESIGN: technology): what a later commit
 * says could not be trusted.
 */
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import { type Appender, createAppender } from './append.js';
import { durabilityOf, openForAppending } from './database.js';
import {
  ANSWERED,
  type AppendRequest,
  ASKED,
  BUSY,
  CONFLICT,
  type FromWriter,
  type Taking,
  type TakingOutcome,
  type ToWriter,
  type WriterData,
} from './messages.js';
import { createPatience } from './patience.js';
import { sqliteCode } from './refused.js';

/** The most appends that share a commit: bounds the wait of those behind. */
const MAX_GROUP = 512;

/** How long to look for the next append, in milliseconds, after work. */
const SPIN_MS = 0.1;

const { file, port, signal } = workerData as WriterData;
const raised = new Int32Array(signal);
const patience = createPatience();

function run(): void {
  const db = openForAppending(file);
  const transaction: Transaction = {
    begin: db.prepare('BEGIN IMMEDIATE'),
    commit: db.prepare('COMMIT'),
    rollback: db.prepare('ROLLBACK'),
  };
  const advance = db.prepare<[Advance]>(ADVANCE);
  let appender = createAppender(db);
  post({ kind: 'ready' });
  let last = 0;
  const inbox: Inbox = { appends: [], takings: [], closing: false };
  for (;;) {
    const seen = Atomics.load(raised, ASKED);
    receive(db, inbox);
    const taking = inbox.takings.shift();
    if (taking !== undefined) {
      last = 0;
      const outcome = take(taking, appender, transaction, (at) => advance.run(at));
      // It keeps its place in memory, where what was rolled back still counts.
      if (outcome.kind === 'diverged') appender = createAppender(db);
      post({ kind: 'taking', outcome });
    } else if (inbox.appends.length > 0) {
      const group = inbox.appends.splice(0, MAX_GROUP);
      last = group.length;
      post({ kind: 'answers', answers: commitGroup(group, appender, transaction) });
    } else if (inbox.closing) {
      db.close();
      return;
    } else {
      sleep(seen, last === 1);
    }
  }
}

interface Inbox {
  appends: AppendRequest[];
  takings: Taking[];
  closing: boolean;
}

function receive(db: Database, inbox: Inbox): void {
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
    const message = next.message as ToWriter;
    if (message === 'close') inbox.closing = true;
    else if (message === 'durability') post({ kind: 'durability', durability: durabilityOf(db) });
    else if ('requests' in message) inbox.takings.push(message);
    else for (const request of message) inbox.appends.push(request);
  }
}

interface Transaction {
  begin: { run(): unknown };
  commit: { run(): unknown };
  rollback: { run(): unknown };
}

function commitGroup(
  group: readonly AppendRequest[],
  appender: Appender,
  transaction: Transaction,
): number[] {
  if (!begins(transaction)) return group.flatMap(() => [BUSY, 0]);
  const answers: number[] = [];
  let wrote = false;
  for (const request of group) wrote = appender.append(request, answers) || wrote;
  if (wrote) transaction.commit.run();
  else transaction.rollback.run();
  return answers;
}

/** Where a replica stands once a batch is taken; nulls leave the newest event as it is. */
interface Advance {
  cursor: string;
  position: number | null;
  newest: string | null;
}

const ADVANCE = `UPDATE replica SET cursor = @cursor, newest_position = coalesce(@position, newest_position),
  newest_source = coalesce(@newest, newest_source)`;

/** All of a batch, or none. Where it diverged, the appender must be thrown away. */
function take(
  { requests, cursor, newest }: Taking,
  appender: Appender,
  transaction: Transaction,
  advance: (at: Advance) => void,
): TakingOutcome {
  if (!begins(transaction)) return { kind: 'busy' };
  let position: number | null = null;
  for (const request of requests) {
    const answers: number[] = [];
    const taken = appender.append(request, answers);
    const [at = CONFLICT, last = CONFLICT] = answers;
    if (!taken) {
      transaction.rollback.run();
      return { kind: 'diverged', stream: request.stream, expected: request.expected, last };
    }
    position = at;
  }
  advance({ cursor, position, newest });
  transaction.commit.run();
  return { kind: 'taken' };
}

/** False where another program has the file; ours are kept out by the write lock. Nothing was written, so it can be retried. */
function begins({ begin }: Transaction): boolean {
  try {
    begin.run();
    return true;
  } catch (error) {
    if (sqliteCode(error)?.startsWith('SQLITE_BUSY')) return false;
    throw error;
  }
}

/** Until the main thread has posted. `alone`: it appends one at a time, and waits for nothing but the answer. */
function sleep(seen: number, alone: boolean): void {
  if (alone && patience.isWorthwhile()) {
    const until = performance.now() + SPIN_MS;
    let found = false;
    while (!found && performance.now() < until) found = Atomics.load(raised, ASKED) !== seen;
    patience.learn(found);
  }
  Atomics.wait(raised, ASKED, seen);
}

function post(message: FromWriter): void {
  port.postMessage(message);
  Atomics.add(raised, ANSWERED, 1);
}

try {
  run();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  post({ kind: 'fatal', error: { message, code: codeOf(error) } });
}
port.close();

function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}
