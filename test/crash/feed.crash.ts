/**
 * The feed under `kill -9` (`npm run test:feed`): a server that records under load is killed and started again, while
 * streams go on by Last-Event-ID and webhooks are delivered to receivers that fail, hang and redirect. In the end every
 * reader has got every event of its feed: none left out, none twice on a stream. `ACTA_FEED_RESUMES` (100) says how often
 * each stream goes on. Ends at the first fault, with status 1; its last line counts what was tried.
 */
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { until } from '@acta/testing/until';
import { freePort } from '../support/free-port.js';
import { type Received, Receiver } from '../support/receiver.js';
import { type Message, SseClient } from '../support/sse.js';
import { type Child, start } from './child.js';
import { SECRETARIAT } from './feed-log.js';
import { type Result, runSuite, say } from './suite.js';

/** How long the server may run once it has answered, and how long it takes to start. */
const RUNNING_MS = 500;
const STARTING_MS = 300;
/** A feed to which nothing comes for so long has come to its end. */
const QUIET_MS = 2_000;

/** One reader over the server's lives. */
class Reader {
  readonly messages: Message[] = [];
  resumed = 0;
  /** Such as that it has got an event which the record does not have any more. */
  readonly refusals: string[] = [];
  #client: SseClient | undefined;
  #lastEventId = '0';

  constructor(
    readonly name: string,
    private readonly query: string,
    private readonly headers: Record<string, string>,
  ) {}

  /** Another who reads the same feed from the beginning. */
  afresh(): Reader {
    return new Reader(this.name, this.query, this.headers);
  }

  /** Connects, where the server is up: as a browser does, with the last id that it has got. */
  async connect(url: string): Promise<void> {
    try {
      this.#client = await SseClient.open(`${url}/events?after=0${this.query}`, {
        ...this.headers,
        'last-event-id': this.#lastEventId,
      });
      const { statusCode } = this.#client.response;
      if (statusCode === 200) this.resumed++;
      else this.refusals.push(`${this.name}: answered ${String(statusCode)} after ${this.#lastEventId}`);
    } catch {
      // Killed before it answered.
      this.#client = undefined;
    }
  }

  /** Takes over what has come on a connection that is gone. */
  settle(): void {
    if (this.#client === undefined) return;
    this.#client.close();
    this.messages.push(...this.#client.messages);
    this.#lastEventId = this.messages.at(-1)?.id ?? this.#lastEventId;
    this.#client = undefined;
  }

  /** The positions that have come so far, on this connection too. */
  reached(): number {
    return Number(this.#client?.messages.at(-1)?.id ?? this.#lastEventId);
  }
}

const READERS = [
  new Reader('anybody', '', {}),
  new Reader('the secretariat', '', { authorization: `Bearer ${SECRETARIAT}` }),
  new Reader('a group', '&group=BB', { authorization: `Bearer ${SECRETARIAT}` }),
  new Reader('a type and a subject', '&type=contribution-submitted&subject=AA/meetings/1', {}),
];

/** Receivers that take what they are sent, or only now and then. */
const BEHAVIOURS: readonly { name: string; spoil: (receiver: Receiver) => void }[] = [
  { name: 'takes all', spoil: () => undefined },
  {
    name: 'fails',
    spoil: (receiver) => {
      receiver.answer = (response) => response.writeHead(randomInt(3) === 0 ? 500 : 204).end();
    },
  },
  {
    name: 'hangs',
    spoil: (receiver) => {
      receiver.answer = (response) => {
        if (randomInt(10) > 0) response.writeHead(204).end();
      };
    },
  },
  {
    name: 'redirects to a private address',
    spoil: (receiver) => {
      receiver.answer = (response) =>
        response
          .writeHead(randomInt(3) === 0 ? 302 : 204, { location: 'http://169.254.169.254/latest/meta-data' })
          .end();
    },
  },
];

interface Hook {
  name: string;
  receiver: Receiver;
  id: string;
}

async function keepWebhooks(url: string): Promise<Hook[]> {
  const hooks: Hook[] = [];
  for (const { name, spoil } of BEHAVIOURS) {
    const receiver = await Receiver.open();
    spoil(receiver);
    const response = await fetch(`${url}/webhooks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${SECRETARIAT}`, 'content-type': 'application/json' },
      body: JSON.stringify({ url: receiver.url, group: 'AA', after: '0' }),
    });
    hooks.push({ name, receiver, id: ((await response.json()) as { id: string }).id });
  }
  return hooks;
}

/** What a feed holds in the end, read from the journal by a client of its own in one go. */
async function whole(url: string, reader: Reader): Promise<Message[]> {
  const fresh = reader.afresh();
  await fresh.connect(url);
  let before = -1;
  // A feed need not end with the head: it has come to its end when nothing more comes for a while.
  await until(async () => {
    const settled = fresh.reached() === before;
    before = fresh.reached();
    await pause(QUIET_MS);
    return settled && before > 0;
  });
  fresh.settle();
  return fresh.messages;
}

/** Everything that is wrong with what a reader got. */
function faultsOf({ name, messages, refusals }: Reader, expected: readonly Message[]): string[] {
  const faults: string[] = [...refusals];
  const ids = messages.map(({ id }) => Number(id));
  for (const [i, id] of ids.entries()) {
    if (i > 0 && id <= (ids[i - 1] ?? 0)) faults.push(`${name}: ${id} came after ${ids[i - 1]}`);
    const previous = messages[i]?.data.previousposition;
    if (previous !== String(ids[i - 1] ?? 0))
      faults.push(`${name}: ${id} says that ${previous} is before it`);
  }
  const got = new Set(ids);
  const missing = expected.filter(({ id }) => !got.has(Number(id)));
  if (missing.length > 0) faults.push(`${name}: ${missing.length} never came, ${missing[0]?.id} the first`);
  for (const [i, { id, data }] of expected.entries())
    if (JSON.stringify(messages[i]?.data) !== JSON.stringify(data))
      faults.push(`${name}: ${id} differs from what is read in one go`);
  return faults;
}

/** Webhooks may get an event again after a crash or a failure: the first time of each is in order, and none is missing. */
function hookFaults({ name, receiver }: Hook, expected: readonly number[]): string[] {
  const first = [...new Set(receiver.positions)];
  const faults: string[] = [];
  if (first.some((position, i) => i > 0 && position < (first[i - 1] ?? 0)))
    faults.push(`the receiver that ${name}: events came out of order`);
  const got = new Set(first);
  const missing = expected.filter((position) => !got.has(position));
  if (missing.length > 0)
    faults.push(`the receiver that ${name}: ${missing.length} never came, ${missing[0]} the first`);
  if (receiver.mostAtOnce > 2)
    faults.push(`the receiver that ${name}: ${receiver.mostAtOnce} were under way at once`);
  if (receiver.received.some(({ path }: Received) => path !== '/hook'))
    faults.push(`the receiver that ${name}: something came to another path`);
  return faults;
}

interface Life {
  acknowledged: number[];
  faults: string[];
}

/** One life of the server. */
async function live(data: string, port: number, url: string, first: boolean, hooks: Hook[]): Promise<Life> {
  const child = start('./feed.child.js', { args: [data, String(port)] });
  const whileStarting = !first && randomInt(10) === 0;
  if (whileStarting) await pause(randomInt(STARTING_MS));
  else {
    await child.wrote('ready');
    if (first) hooks.push(...(await keepWebhooks(url)));
    await Promise.all(READERS.map((reader) => reader.connect(url)));
    await pause(randomInt(RUNNING_MS));
  }
  const errors = await child.kill();
  for (const reader of READERS) reader.settle();
  return { acknowledged: positionsOf(child), faults: errors === '' ? [] : [`the server failed: ${errors}`] };
}

const positionsOf = ({ lines }: Child): number[] => lines.filter((line) => /^\d+$/.test(line)).map(Number);

async function run(folder: string, kills: number): Promise<Result> {
  const data = join(folder, 'data');
  const port = await freePort();
  const url = `http://127.0.0.1:${String(port)}`;
  const hooks: Hook[] = [];
  const acknowledged = new Set<number>();
  let passed = 0;
  const resumes = () => Math.min(...READERS.map(({ resumed }) => resumed)) - 1;
  // A kill while the server starts resumes nothing: it goes on until every stream was resumed so many times.
  for (let i = 0; resumes() < kills; i++) {
    const life = await live(data, port, url, i === 0, hooks);
    for (const position of life.acknowledged) acknowledged.add(position);
    if (life.faults.length > 0) return { passed, faults: life.faults };
    passed++;
  }
  const faults = await verify(data, port, url, { hooks, acknowledged });
  for (const { receiver } of hooks) receiver.close();
  if (faults.length > 0) return { passed, faults };
  const got = READERS.map(({ messages, name }) => `${messages.length} for ${name}`).join(', ');
  say(`${passed} kills; every stream resumed ${resumes()} times: ${got}; no gap, nothing twice`);
  const sent = hooks.map(({ name, receiver }) => `${receiver.received.length} to the one that ${name}`);
  say(`webhooks: ${sent.join(', ')}; every event came, in order`);
  return { passed: passed + READERS.length + hooks.length, faults };
}

/** Lets everybody come up to the end, on a server that only serves, and looks at what they have got. */
async function verify(
  data: string,
  port: number,
  url: string,
  { hooks, acknowledged }: { hooks: readonly Hook[]; acknowledged: ReadonlySet<number> },
): Promise<string[]> {
  const child = start('./feed.child.js', { args: [data, String(port), 'still'] });
  await child.wrote('ready');
  try {
    const expected = new Map<Reader, Message[]>();
    for (const reader of READERS) expected.set(reader, await whole(url, reader));
    await Promise.all(READERS.map((reader) => reader.connect(url)));
    await until(() => READERS.every((reader) => reader.reached() >= lastOf(expected.get(reader))));
    for (const reader of READERS) reader.settle();
    for (const { receiver } of hooks) receiver.recover();
    const [, secretariat] = READERS;
    const all = secretariat === undefined ? [] : (expected.get(secretariat) ?? []);
    const ofGroup = all.flatMap(({ id, data: { group } }) => (group === 'AA' ? [Number(id)] : []));
    for (const { id } of hooks) await redrive(url, id);
    await until(
      () => hooks.every(({ receiver }) => receiver.positions.includes(ofGroup.at(-1) ?? 0)),
      240_000,
    );
    const told = new Set(all.map(({ id }) => Number(id)));
    const lost = [...acknowledged].filter((position) => !told.has(position));
    return [
      ...(lost.length > 0 ? [`${lost.length} acknowledged acts never came`] : []),
      ...READERS.flatMap((reader) => faultsOf(reader, expected.get(reader) ?? [])),
      ...hooks.flatMap((hook) => hookFaults(hook, ofGroup)),
    ];
  } finally {
    await child.kill();
  }
}

const lastOf = (messages: readonly Message[] = []): number => Number(messages.at(-1)?.id ?? 0);

async function redrive(url: string, id: string): Promise<void> {
  await fetch(`${url}/webhooks/${id}/redrive`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SECRETARIAT}` },
  });
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

await runSuite('feed', (folder) => run(folder, Number(process.env['ACTA_FEED_RESUMES'] ?? 100)));
