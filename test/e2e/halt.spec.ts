import { join } from 'node:path';
import { digestOf } from '@acta/application';
import { openActa } from '@acta/runtime';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type FakeEventStore, startFakeEventStore } from '../fake-eventstore/server.js';
import { act } from '../support/acting.js';
import { type ApiProcess, startApi } from '../support/api-process.js';
import { acta } from '../support/command-line.js';
import { importSample } from '../support/sample.js';
import { type Temporary, embeddedFolder } from '../support/temporary.js';

const REMEDY =
  /is not at its place .*stop every node, and delete no journal; restore EventStoreDB.*When a node halts/;

describe('an event of ours that is gone from EventStoreDB', () => {
  let temporary: Temporary;
  let fake: FakeEventStore;
  let digest: string;
  const stores: FakeEventStore[] = [];
  const running: ApiProcess[] = [];

  beforeEach(async () => {
    temporary = embeddedFolder();
    fake = await store();
    const node = await open(temporary.config.data, fake);
    await importSample(node);
    ({ digest } = digestOf(node.journal));
    await node.close();
  });
  afterEach(async () => {
    for (const api of running.splice(0)) api.kill('SIGKILL');
    for (const each of stores.splice(0)) await each.stop();
    temporary.remove();
  });

  async function store(): Promise<FakeEventStore> {
    const started = await startFakeEventStore();
    stores.push(started);
    return started;
  }

  const inside = (name: string): string => join(temporary.folder, name);
  const settings = (data: string, { connectionString }: FakeEventStore) => ({
    ACTA_DATA: data,
    ACTA_KEYS: temporary.config.keys,
    ACTA_LOG: 'main',
    ACTA_STORE: connectionString,
  });
  const open = (data: string, { connectionString }: FakeEventStore) =>
    openActa({ ...temporary.config, data, store: connectionString }, { mode: 'write' });
  function start(data: string, on = fake): ApiProcess {
    const api = startApi(settings(data, on));
    running.push(api);
    return api;
  }
  const readiness = async (api: ApiProcess) => (await fetch(`${await api.url}/ready`)).status;

  async function stopped(api: ApiProcess): Promise<number | null> {
    api.kill('SIGTERM');
    return (await api.ended).code;
  }

  it('stops a node, which starts again only once the store has it again', async () => {
    const { data } = temporary.config;
    const api = start(data);
    expect(await readiness(api)).toBe(200);
    const { stream, revision } = fake.log.events.at(-1) ?? { stream: '', revision: 0n };
    const removed = fake.log.remove(stream, revision);
    fake.dropSubscriptions();
    expect(await api.ended).toEqual({ code: 1, err: expect.stringMatching(REMEDY) });

    expect(await start(data).ended).toEqual({ code: 1, err: expect.stringMatching(REMEDY) });

    if (removed !== undefined) fake.log.putBack(removed);
    const again = start(data);
    expect(await readiness(again)).toBe(200);
    expect(await stopped(again)).toBe(0);
    expect((await acta(['digest'], settings(data, fake))).out).toBe(`${digest}  position 44\n`);
  });

  it('is kept by the journal of a node, from which a new store begins', async () => {
    const { stream, revision } = fake.log.events.at(-1) ?? { stream: '', revision: 0n };
    fake.log.remove(stream, revision);
    const [file, data, empty] = [inside('log.ndjson'), inside('new'), await store()];
    expect(await acta(['export', file], settings(temporary.config.data, fake))).toMatchObject({ code: 0 });
    expect(await acta(['restore', file], settings(data, empty))).toMatchObject({ code: 0, err: '' });
    expect((await acta(['digest'], settings(data, empty))).out).toBe(`${digest}  position 44\n`);
    const api = start(data, empty);
    expect(await readiness(api)).toBe(200);
    expect(await stopped(api)).toBe(0);
  });

  it("is missed by a peer's journal too, and a node begins from such a copy where nothing is missing", async () => {
    const [backup, data] = [inside('backup'), inside('peer')];
    expect(await acta(['backup', backup], settings(temporary.config.data, fake))).toMatchObject({ code: 0 });
    const ahead = await open(temporary.config.data, fake);
    await act(ahead, {
      type: 'plan-meeting',
      data: { group: 'CWG-COP', ordinal: 19, held: { from: '2030-01-01' } },
    });
    expect(await acta(['restore', backup], settings(data, fake))).toMatchObject({ code: 0, err: '' });
    expect((await acta(['digest'], settings(data, fake))).out).toBe(`${digest}  position 44\n`);
    const node = await open(data, fake);
    expect(digestOf(node.journal)).toEqual({ ...digestOf(ahead.journal), position: 45 });
    await node.close();
    await ahead.close();

    fake.log.truncateAfter(fake.log.events[20]?.position ?? 0n);
    await expect(open(data, fake)).rejects.toThrow(REMEDY);
  });
});
