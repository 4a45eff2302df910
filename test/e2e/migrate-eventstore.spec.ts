import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LogMoved, digestOf } from '@acta/application';
import { instantOf } from '@acta/domain';
import { serve } from '@acta/api';
import { type Acta, dataFolder, migrate, openActa } from '@acta/runtime';
import { commandSequence } from '@acta/testing';
import { until } from '@acta/testing/until';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type FakeEventStore, startFakeEventStore } from '../fake-eventstore/server.js';
import { act } from '../support/acting.js';
import { acta } from '../support/command-line.js';
import { RandomLog } from '../support/random-log.js';
import { rawEvents } from '../support/reference.js';
import { report } from '../support/reports.js';
import { importSample } from '../support/sample.js';
import { type Temporary, embeddedFolder } from '../support/temporary.js';

const REPORT = ['report', 'CWG-COP', '--period', 'PP-18..PP-22', '--at', '2022-12-31', '--as-of'];
const PLAN = {
  type: 'plan-meeting',
  data: { group: 'CWG-COP', ordinal: 19, held: { from: '2030-01-01' } },
} as const;
/** No other node writes. */
const AT_ONCE = { fenceWaitMs: 50 };
const quiet = (): void => undefined;

describe('acta migrate, to EventStoreDB and back', () => {
  let temporary: Temporary;
  let fake: FakeEventStore;
  let server: string;
  let folder: Record<'source' | 'node' | 'other' | 'back', string>;
  let node: Acta;

  beforeAll(async () => {
    temporary = embeddedFolder();
    fake = await startFakeEventStore();
    server = `127.0.0.1:${String(fake.port)}`;
    const at = (name: string) => join(temporary.folder, name);
    folder = { source: temporary.config.data, node: at('node'), other: at('other'), back: at('back') };
    const record = await openActa(temporary.config, { mode: 'write' });
    await importSample(record);
    await record.blobs.put(Buffer.from('A document.'));
    await record.close();
  });
  afterAll(async () => {
    await node.close();
    await fake.stop();
    temporary.remove();
  });

  /** Runs a command line on a data folder, whose log is there unless a store is named. */
  const on = (data: string, args: readonly string[], store = '') =>
    acta([...args, '--data', data, '--keys', temporary.config.keys], { ACTA_STORE: store, ACTA_LOG: 'main' });
  const toStore = () => ['migrate', '--from', `sqlite:${folder.source}`, '--to', `esdb:${server}?tls=false`];
  const toFolder = () => ['migrate', '--from', fake.connectionString, '--to', `sqlite:${folder.back}`];
  const reports = async (data: string) =>
    Promise.all(['20', '44'].map(async (asOf) => (await on(data, [...REPORT, asOf], storeOf(data))).out));
  const storeOf = (data: string) => ([folder.node, folder.other].includes(data) ? fake.connectionString : '');

  it('gives the same digest, the same reports and the documents', async () => {
    const digest = await on(folder.source, ['digest']);
    const moved = await on(folder.node, [...toStore(), '--json']);
    expect([moved.err, moved.code]).toEqual(['', 0]);
    expect(JSON.parse(moved.out)).toEqual({ events: 44, copied: 44, digest: digest.out.slice(0, 64) });
    expect(await on(folder.node, ['digest'], fake.connectionString)).toEqual(digest);
    expect(await reports(folder.node)).toEqual(await reports(folder.source));
    const { documents } = dataFolder({ data: folder.node });
    const files = readdirSync(documents, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));
    expect(files).toEqual(['A document.']);
  });

  it('leaves a folder that takes nothing more, and says where its log is', async () => {
    const { code, err } = await on(folder.source, ['rebuild']);
    expect([code, err]).toEqual([1, expect.stringContaining(`its log was moved to esdb://${server}, and`)]);
  });

  it('finds nothing to do the second time, and says that keys stay', async () => {
    const { out } = await on(folder.node, toStore());
    expect(out).toMatch(/^44 events are in .*, 0 of them moved now;/);
    expect(out).toMatch(/Keys of persons were not moved/);
  });

  it('comes back with what was recorded there, from under a node that runs', async () => {
    node = await openActa(
      { ...temporary.config, data: folder.other, store: fake.connectionString, port: 0 },
      { mode: 'write' },
    );
    await act(node, PLAN);
    const moved = await on(folder.node, [...toFolder(), '--json']);
    expect([moved.err, moved.code]).toEqual(['', 0]);
    expect(JSON.parse(moved.out)).toMatchObject({ events: 45, copied: 45 });
    const { digest } = digestOf(node.journal);
    expect((await on(folder.back, ['digest'])).out).toBe(`${digest}  position 45\n`);
    expect(await reports(folder.back)).toEqual(await reports(folder.source));
  });

  it('keeps the nodes from taking commands, which say where the log is, and still answer', async () => {
    await expect(act(node, { ...PLAN, data: { ...PLAN.data, ordinal: 20 } })).rejects.toEqual(
      new LogMoved(`sqlite:${folder.back}`),
    );
    expect(() => node.following?.assertCurrent()).toThrow(/goes on there.*acta migrate --reopen esdb:/);
    const served = await serve(node);
    const ready = await fetch(`${served.url}/ready`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      expect.objectContaining({ type: 'urn:acta:problem:moved' }),
    ]);
    expect((await fetch(`${served.url}/groups/CWG-COP`)).status).toBe(200);
    await served.stop();
    expect(node.journal.head().position).toBe(45);
    const data = JSON.stringify({ ...PLAN.data, ordinal: 20 });
    const written = await on(folder.node, ['do', PLAN.type, '--with', data], fake.connectionString);
    expect([written.code, written.err]).toEqual([1, expect.stringContaining('takes nothing more here')]);
  });

  it('does not go where a log was moved from', async () => {
    await on(folder.source, ['migrate', '--reopen', `sqlite:${folder.source}`]);
    const { code, err } = await on(folder.node, toStore());
    expect([code, err]).toEqual([1, expect.stringContaining(`was moved to sqlite:${folder.back}`)]);
  });

  it('lets the nodes go on once the store is opened again', async () => {
    const { out } = await on(folder.node, ['migrate', '--reopen', `esdb:${server}?tls=false`]);
    expect(out).toBe(`esdb:${server} can be written again.\n`);
    await node.following?.caughtUp();
    await until(() => node.following?.status().movedTo === undefined);
    expect(await act(node, { ...PLAN, data: { ...PLAN.data, ordinal: 20 } })).toMatchObject({ position: 46 });
  });

  it('refuses a store that holds something else, and says from where on', async () => {
    const another = embeddedFolder();
    const record = await openActa(another.config, { mode: 'write' });
    await importSample(record);
    await record.close();
    const { code, err } = await on(folder.node, [...toStore(), '--from', `sqlite:${another.config.data}`]);
    another.remove();
    expect([code, err]).toEqual([1, expect.stringContaining('another event than the source at position 1,')]);
  });

  it.each([
    [['--data', 'source'], /a data folder of its own with --data/],
    [['--from', 'esdb:esdb://me:s3cret@localhost'], /both EventStoreDB/],
    [['--to', 'esdb://me:s3cret@away.example?tls=false'], /leave out tls=false/],
    [['--to', 'esdb:'], /cannot be read/],
    [['--to', 'edsb://me:s3cret@localhost'], /cannot be read/],
  ])('refuses %j', async (change, message) => {
    const given = change.map((each) => (each === 'source' ? folder.source : each));
    const { code, err } = await acta(['--data', folder.node, ...toStore(), ...given], { ACTA_STORE: '' });
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
    expect(err).not.toContain('s3cret');
  });
});

describe('a log of any acts', () => {
  let fake: FakeEventStore;

  it('is the same after it was moved to EventStoreDB and back, interrupted each time', async () => {
    await fc.assert(
      fc.asyncProperty(commandSequence(60), fc.nat(), async (plan, dart) => {
        fake = await startFakeEventStore();
        const log = await RandomLog.open(embeddedFolder());
        try {
          await log.giveAll(plan);
          const { config } = log.acta;
          const events = rawEvents(log.acta);
          const before = await seen(log.acta, dart);
          await log.acta.close();
          const back = { ...config, data: join(log.temporary.folder, 'back') };
          const ends = [`sqlite:${config.data}`, fake.connectionString, `sqlite:${back.data}`] as const;
          const store = { ...config, data: join(log.temporary.folder, 'node') };
          for (const [from, to] of [ends.slice(0, 2), ends.slice(1)] as [string, string][]) {
            if (events.length > 1)
              await expect(migrate(store, { from, to }, failing, AT_ONCE)).rejects.toThrow();
            const { events: moved } = await migrate(store, { from, to }, quiet, AT_ONCE);
            expect(moved).toBe(events.length);
          }
          const moved = await openActa(back, { mode: 'write', clock: log.clock.read });
          expect(rawEvents(moved)).toEqual(events);
          expect(await seen(moved, dart)).toEqual(before);
          await moved.close();
        } finally {
          await log.acta.close();
          log.temporary.remove();
          await fake.stop();
        }
      }),
      { numRuns: 3 },
    );
  });
});

/** The digest, and the bytes of a report at some position. */
async function seen(record: Acta, dart: number): Promise<unknown> {
  const { position } = record.journal.head();
  if (position === 0) return digestOf(record.journal);
  const asOf = 1 + (dart % position);
  const when = { asOf: String(asOf), at: instantOf(record.journal.recordedAt(asOf)) };
  const text = await report(record, when).then(
    ({ bytes }) => Buffer.from(bytes).toString(),
    (error: unknown) => String(error),
  );
  return [digestOf(record.journal), text];
}

/** A listener that breaks the work off once some of it was told. */
function failing(phase: string): void {
  if (phase === 'moved') throw new Error('the machine was stopped');
}
