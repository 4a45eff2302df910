import { join } from 'node:path';
import { openActa } from '@acta/runtime';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FakeEventStore, startFakeEventStore } from '../fake-eventstore/server.js';
import { startApi } from '../support/api-process.js';
import { acta } from '../support/command-line.js';
import { importSample } from '../support/sample.js';
import { type Temporary, embeddedFolder } from '../support/temporary.js';

/** The longest that `acta doctor` may take where the store is at fault, in milliseconds. */
const BOUND_MS = 12_000;

describe('acta doctor and the start of a node, where EventStoreDB', () => {
  let temporary: Temporary;
  let right: FakeEventStore;
  const started: FakeEventStore[] = [];

  beforeAll(async () => {
    temporary = embeddedFolder();
    right = await filled(temporary.config.data);
  });
  afterAll(async () => {
    for (const fake of started) await fake.stop();
    temporary.remove();
  });

  async function start(options?: Parameters<typeof startFakeEventStore>[0]): Promise<FakeEventStore> {
    const fake = await startFakeEventStore(options);
    started.push(fake);
    return fake;
  }

  /** A store that holds the sample, which the journal in a folder follows. */
  async function filled(data: string): Promise<FakeEventStore> {
    const fake = await start();
    const store = fake.connectionString;
    const node = await openActa({ ...temporary.config, data, store }, { mode: 'write' });
    await importSample(node);
    await node.close();
    return fake;
  }

  const settings = (store: string, data = temporary.config.data): Record<string, string> => ({
    ACTA_DATA: data,
    ACTA_KEYS: temporary.config.keys,
    ACTA_LOG: 'main',
    ACTA_STORE: store,
  });
  const nowhere = (): string => join(temporary.folder, 'nothing');

  /** What doctor says of the store, and whether it took no longer than it may. */
  async function examined(env: Record<string, string>) {
    const began = performance.now();
    const { code, out } = await acta(['doctor', '--json'], env);
    const checks = JSON.parse(out) as { name: string; ok: boolean; detail: string }[];
    const { ok, detail } = checks.find(({ name }) => name === 'store') ?? {};
    return { code, ok, detail, inTime: performance.now() - began < BOUND_MS };
  }

  it('is right', async () => {
    const { code, ok, detail } = await examined(settings(right.connectionString));
    expect([code, ok]).toEqual([0, true]);
    expect(detail).toMatch(/^EventStoreDB 24\.10\.5 at .*; the journal agrees with it, and has seen all but/);
  });

  it('is right, and nothing of it is here yet', async () => {
    const { code, detail } = await examined(settings(right.connectionString, nowhere()));
    expect([code, detail]).toEqual([0, expect.stringContaining('nothing of it is here yet')]);
  });

  it.each<[string, () => Promise<Record<string, string>>, RegExp]>([
    [
      'is down',
      async () => {
        const fake = await start();
        await fake.stop();
        return settings(fake.connectionString, nowhere());
      },
      /cannot be reached .*start it, or correct its address/,
    ],
    [
      'is slow',
      async () => {
        const fake = await start();
        fake.faults.readDelay = 60_000;
        return settings(fake.connectionString, nowhere());
      },
      /gave no answer within .* ms/,
    ],
    [
      'keeps another log',
      async () => settings((await filled(join(temporary.folder, 'another'))).connectionString),
      /position 44, .* is not at its place .* next\. If this is the store of another log, correct its address/,
    ],
    [
      'holds nothing of what the journal holds',
      async () => settings((await start()).connectionString),
      /is not at its place .*nothing there.*restore EventStoreDB/,
    ],
    [
      'was cut back',
      async () => {
        const data = join(temporary.folder, 'ahead');
        const fake = await filled(data);
        fake.log.truncateAfter(fake.log.events[20]?.position ?? 0n);
        return settings(fake.connectionString, data);
      },
      /is not at its place .*nothing there.*restore EventStoreDB/,
    ],
    [
      'is of a version that is not known',
      async () => settings((await start({ version: '31.0.0' })).connectionString, nowhere()),
      /version 31\.0\.0; versions 21\.10 to 25\.x .* use one of those/,
    ],
    [
      'refuses the account',
      async () => {
        const fake = await start();
        fake.faults.refuses = 'unauthenticated';
        return settings(fake.connectionString, nowhere());
      },
      /refused the account .*correct its name and password/,
    ],
    [
      'runs without the TLS that is asked for',
      async () => ({
        ...settings(`esdb://127.0.0.1:${String((await start()).port)}`, nowhere()),
        ACTA_STORE_USER: 'acta',
        ACTA_STORE_PASSWORD: 's3cret',
      }),
      /TLS with EventStoreDB failed .*say tls=false/,
    ],
    [
      'asks for an account, and none is given',
      async () => settings('esdb://127.0.0.1:2113', nowhere()),
      /no account is given: set its user name and password/,
    ],
  ])(
    '%s',
    async (_, prepare, reason) => {
      const env = await prepare();
      const found = await examined(env);
      expect(found).toEqual({ code: 1, ok: false, detail: expect.stringMatching(reason), inTime: true });
      const { code, err } = await startApi(env).ended;
      expect([code, err]).toEqual([1, expect.stringMatching(reason)]);
      expect([found.detail, err].join()).not.toContain('s3cret');
    },
    30_000,
  );

  it('is down, and the journal holds something: it is served, and takes no commands', async () => {
    const data = join(temporary.folder, 'reading');
    const fake = await filled(data);
    await fake.stop();
    expect(await examined(settings(fake.connectionString, data))).toMatchObject({ code: 1, ok: false });
    const api = startApi(settings(fake.connectionString, data));
    const url = await api.url;
    expect((await fetch(`${url}/groups/CWG-COP`)).status).toBe(200);
    const ready = await fetch(`${url}/ready`);
    expect([ready.status, await ready.text()]).toEqual([503, expect.stringContaining('cannot be reached')]);
    api.kill('SIGTERM');
    expect((await api.ended).code).toBe(0);
  });

  it('keeps a log that was moved away', async () => {
    const data = join(temporary.folder, 'moved');
    const fake = await filled(data);
    const moved = fake.log.append('moved-acta.main', 'no_stream', [
      {
        id: crypto.randomUUID(),
        type: 'log-moved',
        isJson: true,
        data: new Uint8Array(Buffer.from('{"destination":"sqlite:/srv/acta"}')),
        metadata: new Uint8Array(),
      },
    ]);
    expect(moved.kind).toBe('written');
    const { code, detail } = await examined(settings(fake.connectionString, data));
    expect([code, detail]).toEqual([1, expect.stringContaining('it was moved to sqlite:/srv/acta')]);
  });
});
