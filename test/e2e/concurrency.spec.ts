import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Command } from '@acta/domain';
import { Dice } from '@acta/testing/dice';
import fc from 'fast-check';
import { act } from '../support/acting.js';
import { type Knocked, Knocker, eachOf } from '../support/knock.js';
import { type Append, type Lists, type Read, anomaliesIn } from '../support/list-append.js';
import { rawEvents } from '../support/reference.js';
import { ServedRecord } from '../support/served.js';

const GROUP = 'CWG-CON';
const CLIENTS = 64;
const OUTCOMES = 10;
const HISTORIES = 1_000;
const KEYS = [1, 2, 3] as const;
const text = (words: string) => ({ language: 'en', text: words });
const backfilled = { provenance: { document: 'the report' } };

let record: ServedRecord;
let knocker: Knocker;
/** Chairs, each somebody of their own. */
let tokens: string[];

/** A meeting that is written up, with outcomes that are issued. */
async function enterMeeting(ordinal: number, outcomes: number): Promise<void> {
  const stream = `meeting-${GROUP}-${String(ordinal)}`;
  const give = (type: Command['type'], data: Command['data']) =>
    act(record.acta, { type, stream, data, effectiveAt: '2026-01-01', ...backfilled }, { backfill: true });
  await give('plan-meeting', { group: GROUP, ordinal, held: { from: '2026-01-01' }, state: 'written-up' });
  for (let i = 1; i <= outcomes; i++)
    await give('record-outcome', { ordinal: i, text: text('As it was.'), state: 'issued' });
}

function send(
  client: number,
  method: string,
  path: string,
  body?: object,
  more: Record<string, string> = {},
) {
  const headers = { authorization: `Bearer ${tokens[client % tokens.length] ?? ''}`, ...more };
  if (body === undefined) return knocker.send({ method, path, headers });
  const json = { ...headers, 'content-type': 'application/json' };
  return knocker.send({ method, path, headers: json, body: JSON.stringify(body) });
}

const outcomeAt = (meeting: number, ordinal: number): string =>
  `/groups/${GROUP}/meetings/${String(meeting)}/outcomes/${String(ordinal)}`;

beforeAll(async () => {
  record = await ServedRecord.open({}, { sample: false, change: { rateLimit: 0 } });
  await act(
    record.acta,
    {
      type: 'establish-group',
      data: { group: GROUP, acronym: GROUP, name: text('A group') },
      effectiveAt: '2025-01-01',
      ...backfilled,
    },
    { backfill: true },
  );
  tokens = await Promise.all(
    Array.from({ length: CLIENTS }, (_, i) => record.token('chair', `chair ${String(i)}`, GROUP)),
  );
  knocker = new Knocker(record.url, CLIENTS);
});

afterAll(async () => {
  knocker.close();
  await record.close();
});

/** An amendment that was acknowledged: its words, and the revision that it was based on, where it said one. */
interface Acknowledged {
  ordinal: number;
  words: string;
  revision: number;
  basedOn?: number;
}

const revisionIn = ({ headers }: Knocked): number => Number(/^"(\d+)/.exec(String(headers['etag']))?.[1]);

/** Amends an outcome once; where somebody was quicker, reads it again and decides anew. */
async function amend(client: number, meeting: number, ordinal: number, words: string): Promise<Acknowledged> {
  const path = outcomeAt(meeting, ordinal);
  for (;;) {
    const basedOn = revisionIn(await send(client, 'GET', path));
    const body = { class: 'editorial', text: text(words), reason: 'as agreed' };
    const answer = await send(client, 'POST', `${path}/amendments`, body, {
      'if-match': `"${String(basedOn)}"`,
    });
    if (answer.status === 201) return { ordinal, words, revision: revisionIn(answer), basedOn };
    if (answer.status !== 412) throw new Error(answer.text);
  }
}

/** Every amendment of a meeting's outcomes, as the journal's bytes have them, with what touched the outcome before it. */
function amended(meeting: number): Acknowledged[] {
  const last = new Map<number, number>();
  return rawEvents(record.acta)
    .filter(
      ({ stream, type }) => stream === `meeting-${GROUP}-${String(meeting)}` && type.startsWith('outcome-'),
    )
    .flatMap(({ type, revision, data }) => {
      const { ordinal, text: words } = data as { ordinal: number; text: { text: string } };
      const basedOn = last.get(ordinal) ?? -1;
      last.set(ordinal, revision);
      return type === 'outcome-amended' ? [{ ordinal, words: words.text, revision, basedOn }] : [];
    });
}

const byRevision = (a: Acknowledged, b: Acknowledged): number => a.revision - b.revision;

describe(`${String(CLIENTS)} clients that amend ${String(OUTCOMES)} outcomes`, () => {
  it('with If-Match lose no update: each is there once, based on the one right before it', async () => {
    await enterMeeting(1, OUTCOMES);
    const acknowledged: Acknowledged[] = [];
    await Promise.all(
      tokens.map(async (_, client) => {
        for (let i = 0; i < 4; i++)
          acknowledged.push(
            await amend(client, 1, 1 + ((client + 3 * i) % OUTCOMES), `${String(client)}.${String(i)}`),
          );
      }),
    );
    expect(acknowledged).toHaveLength(4 * CLIENTS);
    expect(acknowledged.sort(byRevision)).toEqual(amended(1));
  });

  it('without it lose none either; what is sent twice under one key is there once', async () => {
    await enterMeeting(2, OUTCOMES);
    const acknowledged: Acknowledged[] = [];
    await Promise.all(
      tokens.map(async (_, client) => {
        for (let i = 0; i < 4; i++) {
          const ordinal = 1 + ((client + 3 * i) % OUTCOMES);
          const words = `${String(client)}.${String(i)}`;
          const body = { class: 'editorial', text: text(words), reason: 'as agreed' };
          const post = () =>
            send(client, 'POST', `${outcomeAt(2, ordinal)}/amendments`, body, { 'idempotency-key': words });
          const answers = await Promise.all(i % 2 === 0 ? [post(), post()] : [post()]);
          const written = answers.filter(({ status }) => status === 201);
          expect(written).toHaveLength(1);
          for (const { status } of answers) expect([200, 201]).toContain(status);
          for (const answer of written) acknowledged.push({ ordinal, words, revision: revisionIn(answer) });
        }
      }),
    );
    const history = amended(2);
    expect(acknowledged.sort(byRevision)).toEqual(history.map(({ basedOn: _based, ...each }) => each));
    for (let ordinal = 1; ordinal <= OUTCOMES; ordinal++) {
      const { text: shown } = await send(0, 'GET', outcomeAt(2, ordinal));
      const { value } = JSON.parse(shown) as { value: { text: { text: string }; amendments: unknown[] } };
      const own = history.filter((each) => each.ordinal === ordinal);
      expect([value.amendments.length, value.text.text]).toEqual([own.length, own.at(-1)?.words]);
    }
  });
});

interface Shown {
  ordinal: number;
  followUps: { text: string }[];
}

/** What three clients do to the follow-ups of three outcomes, and what they read of them. */
class Trial {
  readonly history: (Append | Read)[] = [];
  #now = 0;

  constructor(
    readonly meeting: number,
    readonly plan: readonly (readonly number[][])[],
  ) {}

  async run(): Promise<string[]> {
    await enterMeeting(this.meeting, KEYS.length);
    await Promise.all(this.plan.map((throws, client) => this.#client(client, throws)));
    const { lists } = await this.#read(KEYS.length, undefined, undefined);
    return anomaliesIn(this.history, lists);
  }

  async #client(client: number, throws: readonly number[][]): Promise<void> {
    let seen = 0;
    for (const [i, rolls] of throws.entries()) {
      const dice = new Dice(rolls);
      const key = dice.one(KEYS);
      const done = dice.once(2)
        ? await this.#append(client, key, { value: `${String(client)}.${String(i)}`, refused: dice.once(6) })
        : await this.#read(client, dice.once(2) ? key : undefined, dice.once(2) ? seen : undefined);
      this.history.push(done);
      seen = Math.max(seen, done.position ?? 0);
    }
  }

  /** @param refused it names a state that nobody has seen: it must leave nothing behind */
  async #append(
    client: number,
    key: number,
    { value, refused }: { value: string; refused: boolean },
  ): Promise<Append> {
    const began = ++this.#now;
    const path = `${outcomeAt(this.meeting, key)}/follow-ups`;
    const headers: Record<string, string> = refused ? { 'if-match': '"999999"' } : {};
    const answer = await send(client, 'POST', path, { followUp: text(value) }, headers);
    if (answer.status !== (refused ? 412 : 201)) throw new Error(answer.text);
    const position = refused ? {} : { position: Number(answer.headers['acta-position']) };
    return { kind: 'append', client, key: String(key), value, began, ended: ++this.#now, ...position };
  }

  /** One list, or, without a key, all of them at once. */
  async #read(client: number, key: number | undefined, minPosition: number | undefined): Promise<Read> {
    const began = ++this.#now;
    const meeting = `/groups/${GROUP}/meetings/${String(this.meeting)}`;
    const path = key === undefined ? meeting : outcomeAt(this.meeting, key);
    const answer = await send(
      client,
      'GET',
      minPosition === undefined ? path : `${path}?minPosition=${String(minPosition)}`,
    );
    if (answer.status !== 200) throw new Error(answer.text);
    const { value } = JSON.parse(answer.text) as { value: Shown & { outcomes?: Shown[] } };
    const lists: Lists = new Map(
      (value.outcomes ?? [value]).map((each) => [
        String(each.ordinal),
        each.followUps.map((followUp) => followUp.text),
      ]),
    );
    const position = Number(answer.headers['acta-position']);
    const waited = minPosition === undefined ? {} : { minPosition };
    return { kind: 'read', client, lists, position, began, ended: ++this.#now, ...waited };
  }
}

describe(`${String(HISTORIES)} histories of clients that append to lists and read them`, () => {
  it('have no anomaly: none lost, doubled, torn or out of order; sessions read what they wrote', async () => {
    const seed = Date.now();
    const operation = fc.array(fc.noBias(fc.nat(0xffff)), { minLength: 6, maxLength: 6 });
    const client = fc.array(operation, { minLength: 2, maxLength: 4 });
    const plan = fc.array(client, { minLength: 3, maxLength: 3 });
    const plans = fc.sample(plan, { numRuns: HISTORIES, seed });
    const anomalies: string[] = [];
    let appended = 0;
    await eachOf([...plans.entries()], 8, async ([i, each]) => {
      const trial = new Trial(100 + i, each);
      for (const anomaly of await trial.run())
        anomalies.push(`seed ${String(seed)}, history ${String(i)}: ${anomaly}`);
      appended += trial.history.filter(({ kind }) => kind === 'append').length;
    });
    expect(anomalies).toEqual([]);
    expect(appended).toBeGreaterThan(HISTORIES * 3);
  });
});
