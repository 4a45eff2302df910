import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import {
  type Appended,
  type ExpectedRevision,
  ReplicaDiverged,
  WrongExpectedRevision,
} from '@acta/application';
import type { Durability } from './database.js';
import {
  ANSWERED,
  type AppendRequest,
  ASKED,
  BUSY,
  CONFLICT,
  type FromWriter,
  NO_STREAM,
  type Taking,
  type TakingOutcome,
  type ToWriter,
  type WriterData,
  type WriterFault,
} from './messages.js';
import { createPatience } from './patience.js';
import { StoreRefused } from './refused.js';

export interface WriterOptions {
  file: string;
  /** Called after each commit, before its appends are answered. */
  onCommit: () => void;
  /** Called once, when the file has failed: the process must stop. */
  onFatal: (error: Error) => void;
}

/** The main thread's end of the writer. It never waits: appends are posted, and answered after their commit. */
export interface Writer {
  append(request: AppendRequest): Promise<Appended>;
  /** @throws ReplicaDiverged; StoreRefused locked, stopped */
  take(taking: Taking): Promise<void>;
  /** What the writer's connection reads back. */
  durability(): Promise<Durability>;
  /** Commits what was appended before, closes the file. */
  close(): Promise<void>;
}

/** Appends of one turn that are posted before its end, so that the writer writes while the rest is still judged. */
const POST_AT = 16;

/** How long to look for an answer, in milliseconds, at every turn of the event loop: other work goes on between. */
const POLL_MS = 0.5;

interface Pending {
  request: AppendRequest;
  resolve: (appended: Appended) => void;
  reject: (error: Error) => void;
}

/** Starts the thread. Resolves when the file is open and proved durable. @throws StoreRefused */
export async function startWriter(options: WriterOptions): Promise<Writer> {
  const { port1: port, port2 } = new MessageChannel();
  const signal = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
  const workerData: WriterData = { file: options.file, port: port2, signal };
  const worker = new Worker(new URL('./writer-worker.js', import.meta.url), {
    workerData,
    transferList: [port2],
  });
  await opened(worker, port, options.file);
  return connect(createLink(worker, port, new Int32Array(signal)), options);
}

function opened(worker: Worker, port: MessagePort, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    port.once('message', (message: FromWriter) => {
      worker.removeListener('error', reject);
      if (message.kind === 'fatal') reject(openingError(file, message.error));
      else resolve();
    });
  });
}

function openingError(file: string, { message, code }: WriterFault): Error {
  // The thread's own refusal; classes do not cross threads.
  if (code === 'not-durable' || code === 'corrupt' || code === 'not-ours' || code === 'locked')
    return new StoreRefused(code, message);
  return new StoreRefused('inaccessible', `${file} cannot be opened for writing (${message})`);
}

/** The way to the thread and back. */
interface Link {
  /** `alone`: nothing else is on its way, so the time to the answer is all that counts. */
  post(message: ToWriter, alone?: boolean): void;
  /** Starts taking messages. `end`: the thread has ended, after all its messages, with its error if there was one. */
  listen(receive: (message: FromWriter) => void, end: (error: Error | undefined) => void): void;
  /** Whether an answer is owed: an idle store keeps no process alive, one that owes an answer does. */
  expectAnswer(owed: boolean): void;
  /** Waits for the thread to end. */
  ended(): Promise<void>;
}

function createLink(worker: Worker, port: MessagePort, signal: Int32Array): Link {
  let owed = false;
  let handle: (message: FromWriter) => void = () => undefined;
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));

  /** Takes what has arrived before the event loop gets to it. */
  function drain(): void {
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port))
      handle(next.message as FromWriter);
  }

  const poll = createPoll(signal, drain, () => owed);

  return {
    post(message, alone = false) {
      port.postMessage(message);
      Atomics.add(signal, ASKED, 1);
      Atomics.notify(signal, ASKED);
      if (alone) poll.start();
    },
    listen(receive, end) {
      let failure: Error | undefined;
      handle = receive;
      port.on('message', receive);
      worker.on('error', (error) => {
        failure = error instanceof Error ? error : new Error(String(error));
      });
      worker.on('exit', () => {
        drain();
        end(failure);
      });
      worker.unref();
      port.unref();
    },
    expectAnswer(isOwed) {
      if (isOwed === owed) return;
      owed = isOwed;
      if (owed) port.ref();
      else port.unref();
    },
    async ended() {
      worker.ref();
      await exited;
      port.close();
    },
  };
}

/** Looks for answers at each turn of the event loop, for a bounded time after `start`. */
function createPoll(signal: Int32Array, drain: () => void, isWaiting: () => boolean) {
  const patience = createPatience();
  let polling = false;
  let until = 0;
  let seen = Atomics.load(signal, ANSWERED);

  function look(): void {
    const answered = Atomics.load(signal, ANSWERED);
    if (answered !== seen) {
      seen = answered;
      patience.learn(true);
      drain();
    }
    polling = isWaiting() && performance.now() < until;
    if (polling) setImmediate(look);
    else if (isWaiting()) patience.learn(false);
  }

  return {
    start(): void {
      until = performance.now() + POLL_MS;
      if (polling || !patience.isWorthwhile()) return;
      polling = true;
      seen = Atomics.load(signal, ANSWERED);
      setImmediate(look);
    },
  };
}

interface Question<T> {
  resolve: (answer: T) => void;
  reject: (error: Error) => void;
}

/**
 * Appends on their way out. They go once this turn's promises have run, so that what these append shares one message, and
 * likely one commit, or once there are enough of them.
 */
function createOutbox(post: (batch: readonly AppendRequest[]) => void) {
  let waiting: AppendRequest[] = [];
  function flush(): void {
    const batch = waiting;
    waiting = [];
    if (batch.length > 0) post(batch);
  }
  return {
    put(request: AppendRequest): void {
      const count = waiting.push(request);
      if (count === 1) process.nextTick(flush);
      else if (count === POST_AT) flush();
    },
    flush,
    drop(): void {
      waiting = [];
    },
  };
}

function connect(link: Link, options: WriterOptions): Writer {
  const pending: Pending[] = [];
  const questions: Question<Durability>[] = [];
  const takings: Question<void>[] = [];
  /** Why nothing more is taken. */
  let refusal: StoreRefused | undefined;
  let failed = false;

  const isOwing = () => pending.length + questions.length + takings.length > 0;
  const outbox = createOutbox((batch) => link.post(batch, pending.length === 1));

  function fail(error: Error): void {
    if (failed) return;
    failed = true;
    refusal = stoppedBy(error);
    outbox.drop();
    for (const { reject } of [...pending.splice(0), ...questions.splice(0), ...takings.splice(0)])
      reject(error);
    link.expectAnswer(isOwing());
    options.onFatal(error);
  }

  function receive(message: FromWriter): void {
    switch (message.kind) {
      case 'answers':
        options.onCommit();
        settleAll(pending.splice(0, message.answers.length / 2), message.answers);
        break;
      case 'taking':
        if (message.outcome.kind === 'taken') options.onCommit();
        settleTaking(takings.shift(), message.outcome);
        break;
      case 'durability':
        questions.shift()?.resolve(message.durability);
        break;
      case 'fatal':
        fail(fatalError(message.error));
        break;
      case 'ready':
    }
    link.expectAnswer(isOwing());
  }

  function ask<T>(queue: Question<T>[], message: ToWriter): Promise<T> {
    return new Promise((resolve, reject) => {
      if (refusal !== undefined) return reject(refusal);
      queue.push({ resolve, reject });
      link.expectAnswer(isOwing());
      link.post(message);
    });
  }

  link.listen(receive, (error) => {
    if (error !== undefined || refusal === undefined || isOwing())
      fail(error ?? new Error('the writer ended: what it was writing may or may not be stored'));
  });

  return {
    append: (request) =>
      new Promise((resolve, reject) => {
        if (refusal !== undefined) return reject(refusal);
        pending.push({ request, resolve, reject });
        link.expectAnswer(isOwing());
        outbox.put(request);
      }),
    take: (taking) => ask(takings, taking),
    durability: () => ask(questions, 'durability'),
    async close() {
      if (refusal === undefined) {
        refusal = new StoreRefused('stopped', 'the store is closed');
        outbox.flush();
        link.post('close');
      }
      await link.ended();
    },
  };
}

function stoppedBy(cause: Error): StoreRefused {
  return new StoreRefused('stopped', 'the journal has failed and takes nothing: restart the process', {
    cause,
  });
}

function settleAll(answered: readonly Pending[], answers: readonly number[]): void {
  for (const [i, one] of answered.entries()) settle(one, answers[2 * i] ?? BUSY, answers[2 * i + 1] ?? 0);
}

function settle({ request, resolve, reject }: Pending, position: number, revision: number): void {
  if (position > 0) return resolve({ position, revision: BigInt(revision) });
  if (position === CONFLICT)
    return reject(
      new WrongExpectedRevision(request.stream, expectation(request.expected), expectation(revision)),
    );
  reject(heldByAnother());
}

function settleTaking(asked: Question<void> | undefined, outcome: TakingOutcome): void {
  switch (outcome.kind) {
    case 'taken':
      return asked?.resolve();
    case 'busy':
      return asked?.reject(heldByAnother());
    case 'diverged':
      return asked?.reject(new ReplicaDiverged(divergence(outcome)));
  }
}

function divergence({ stream, expected, last }: TakingOutcome & { kind: 'diverged' }): string {
  const here = last === NO_STREAM ? 'holds none of it' : `ends at revision ${last}`;
  return (
    `${stream}: the source goes on with revision ${expected + 1}, and this journal ${here}, so one of them lacks events. ` +
    'Nothing was taken. Stop, and compare the digests with a peer: restore the source, or take a journal that agrees with it'
  );
}

function heldByAnother(): StoreRefused {
  return new StoreRefused(
    'locked',
    'another program holds the journal: nothing was written; close it, then try again',
  );
}

function expectation(revision: number): ExpectedRevision {
  return revision === NO_STREAM ? 'noStream' : BigInt(revision);
}

function fatalError({ message, code }: WriterFault): Error {
  return Object.assign(
    new Error(
      `the journal's file failed (${code ?? 'unknown'}: ${message}); what was being written may or may not be stored. ` +
        'The process must stop: free space or repair the disk, check the file, start again',
    ),
    { code },
  );
}
