import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ClockBehind,
  type EventStore,
  KeyReused,
  Recorder,
  type Request,
  executeCommand,
} from '@acta/application';
import { type Command, Refused } from '@acta/domain';
import { type Acta, openActa } from '@acta/runtime';
import { holder, someone } from '../support/sample.js';
import { type Temporary, temporaryFolder } from '../support/temporary.js';

const outcome = (ordinal: number, text = `Outcome ${String(ordinal)}.`): Command => ({
  type: 'record-outcome',
  stream: 'meeting-CWG-T-1',
  data: { ordinal, text: { language: 'en', text } },
});
const request = (command: Command, commandId: string = randomUUID()): Request => ({
  command,
  caller: someone,
  commandId,
  backfill: false,
});
const opening: Command[] = [
  {
    type: 'establish-group',
    data: { group: 'CWG-T', acronym: 'CWG-T', name: { language: 'en', text: 'Test group' } },
  },
  { type: 'plan-meeting', data: { group: 'CWG-T', ordinal: 1, held: { from: '2026-01-01' } } },
  { type: 'open-meeting', stream: 'meeting-CWG-T-1', data: {} },
];

describe('recording commands on the embedded store', () => {
  let temporary: Temporary;
  let acta: Acta;

  beforeEach(async () => {
    temporary = temporaryFolder();
    acta = await openActa(temporary.config, { mode: 'write' });
    for (const command of opening) await acta.recorder.record(request(command));
  });
  afterEach(async () => {
    await acta.close();
    temporary.remove();
  });

  const outcomes = () => acta.reader.record('CWG-T', {}).value.meetings.get(1)?.outcomes;

  it('judges commands in flight for one stream in order, each on what those before it decided', async () => {
    const receipts = await Promise.all(
      Array.from({ length: 200 }, (_, i) => acta.recorder.record(request(outcome(i + 1)))),
    );
    expect(receipts.map(({ revision }) => revision)).toEqual(receipts.map((_, i) => i + 2));
    expect(new Set(receipts.map(({ position }) => position)).size).toBe(200);
    expect(outcomes()?.size).toBe(200);
  });

  it('refuses the second of two outcomes with one number, given at once', async () => {
    const both = await Promise.allSettled([
      acta.recorder.record(request(outcome(1, 'This one.'))),
      acta.recorder.record(request(outcome(1, 'That one.'))),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect((both[1] as PromiseRejectedResult).reason).toMatchObject({
      refusal: { rule: 'duplicate-number' },
    });
  });

  it('writes a command that is given twice at once, once, and gives both the same answer', async () => {
    const command = request(outcome(1));
    const [first, second] = await Promise.all([acta.recorder.record(command), acta.recorder.record(command)]);
    expect(first).toMatchObject({ outcome: 'written' });
    expect(second).toEqual({ ...first, outcome: 'repeated' });
  });

  it('refuses another request under the same id', async () => {
    const id = randomUUID();
    await acta.recorder.record(request(outcome(1), id));
    await expect(acta.recorder.record(request(outcome(2), id))).rejects.toBeInstanceOf(KeyReused);
  });

  it('writes nothing for an act that changes nothing', async () => {
    await acta.recorder.record(request(outcome(1)));
    expect(await acta.recorder.record(request(outcome(1)))).toMatchObject({
      outcome: 'nothing',
      position: 4,
    });
  });

  it('forgets what was used least recently where too much is kept, also of streams that only grow', async () => {
    const read: string[] = [];
    const journal = {
      head: () => acta.journal.head(),
      stream: (name: string, upTo: number) => {
        read.push(name);
        return acta.journal.stream(name, upTo);
      },
    };
    const recorder = new Recorder({ ...acta, journal, keptEntries: 10 });
    const other = (ordinal: number): Command => ({ ...outcome(ordinal), stream: 'meeting-CWG-T-2' });
    await recorder.record(
      request({ type: 'plan-meeting', data: { group: 'CWG-T', ordinal: 2, held: { from: '2026-02-01' } } }),
    );
    await recorder.record(request({ type: 'open-meeting', stream: 'meeting-CWG-T-2', data: {} }));
    await recorder.record(request(outcome(1)));
    const first = read.filter((name) => name.endsWith('meeting-CWG-T-1')).length;
    for (let ordinal = 1; ordinal <= 12; ordinal++) await recorder.record(request(other(ordinal)));
    expect(read.filter((name) => name.endsWith('meeting-CWG-T-1'))).toHaveLength(first);
    await expect(recorder.record(request(outcome(1, 'Another.')))).rejects.toBeInstanceOf(Refused);
    expect(read.filter((name) => name.endsWith('meeting-CWG-T-1'))).toHaveLength(first + 1);
  });

  /** A store that fails the nth append: before the write, or after it, the answer being lost. */
  function failing(nth: number, when: 'before' | 'after'): Pick<EventStore, 'append'> {
    let calls = 0;
    return {
      async append(stream, expected, events) {
        const fails = ++calls === nth;
        if (fails && when === 'before') throw new Error('the write was lost');
        const appended = await acta.store.append(stream, expected, events);
        if (fails) throw new Error('the answer was lost');
        return appended;
      },
    };
  }

  it('judges what was decided on a lost write anew', async () => {
    const recorder = new Recorder({ ...acta, store: failing(3, 'before') });
    const all = await Promise.allSettled(
      [1, 2, 3, 4, 5].map((ordinal) => recorder.record(request(outcome(ordinal)))),
    );
    expect(all.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect([...(outcomes()?.keys() ?? [])].sort()).toEqual([1, 2, 4, 5]);
  });

  it('answers a command whose write was kept and whose answer was lost from what is stored', async () => {
    const recorder = new Recorder({ ...acta, store: failing(1, 'after') });
    const command = request(outcome(1));
    await expect(recorder.record(command)).rejects.toThrow('the answer was lost');
    expect(await recorder.record(command)).toMatchObject({ outcome: 'repeated', position: 4 });
    expect(outcomes()?.size).toBe(1);
  });

  it('waits for the events that an answer rests on', async () => {
    const recorder = new Recorder({ ...acta, store: failing(1, 'before') });
    const [first, refused] = await Promise.allSettled([
      recorder.record(request(outcome(1, 'This one.'))),
      recorder.record(request(outcome(1, 'That one.'))),
    ]);
    expect(first.status).toBe('rejected');
    expect(refused).toMatchObject({ status: 'fulfilled', value: { outcome: 'written' } });
  });

  it('names the rule and the field of a refusal, and writes nothing', async () => {
    const head = acta.journal.head();
    const amending: Command = {
      type: 'amend-outcome',
      stream: 'meeting-CWG-T-1',
      data: { ordinal: 9, class: 'editorial', text: { language: 'en', text: 'Other.' } },
    };
    await expect(acta.recorder.record(request(amending))).rejects.toEqual(
      new Refused({
        rule: 'unknown-outcome',
        field: '/data/ordinal',
        message: 'no outcome 9 in this meeting at that moment',
      }),
    );
    expect(acta.journal.head()).toEqual(head);
  });

  it('refuses nothing for want of what another node has written, and this one has not heard of', async () => {
    const heardOf = acta.journal.head();
    await acta.recorder.record(request(outcome(1)));
    let hasHeard = false;
    const journal = {
      head: () => (hasHeard ? acta.journal.head() : heardOf),
      stream: (name: string, upTo: number, from?: number) => acta.journal.stream(name, upTo, from),
    };
    const shared = {
      assertCurrent: () => undefined,
      recordedAt: (position: number) => acta.journal.recordedAt(position),
      newestRevision(name: string) {
        hasHeard = true;
        return Promise.resolve(acta.journal.stream(name, acta.journal.head().position).length - 1);
      },
    };
    const recorder = new Recorder({ ...acta, journal, shared });
    const revising: Command = {
      type: 'revise-outcome',
      stream: 'meeting-CWG-T-1',
      data: { ordinal: 1, text: { language: 'en', text: 'Other.' } },
    };
    expect(await recorder.record(request(revising))).toMatchObject({ outcome: 'written', position: 5 });
  });

  it('refuses commands while the clock is behind the newest event', async () => {
    const recorder = new Recorder({ ...acta, clock: () => Date.now() - 60_000 });
    await expect(recorder.record(request(outcome(1)))).rejects.toBeInstanceOf(ClockBehind);
    expect(outcomes()?.size).toBe(0);
  });

  it('prepares a command anew when its stream has moved meanwhile', async () => {
    const moving = [outcome(1), outcome(2)];
    const seen: number[] = [];
    const receipt = await executeCommand(
      { command: outcome(3), principal: holder },
      {
        ...acta,
        prepare: async () => {
          const preparedOn = acta.reader.stream('meeting-CWG-T-1', acta.journal.head().position).length - 1;
          seen.push(preparedOn);
          const next = moving.shift();
          if (next !== undefined) await acta.recorder.record(request(next));
          return { preparedOn };
        },
      },
    );
    expect(seen).toEqual([1, 2, 3]);
    expect(receipt).toMatchObject({ outcome: 'written', revision: 4 });
  });
});
