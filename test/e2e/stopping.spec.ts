import { createHook } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openActa } from '@acta/runtime';
import { type FakeEventStore, startFakeEventStore } from '../fake-eventstore/server.js';
import { act } from '../support/acting.js';
import { ServedRecord } from '../support/served.js';
import { type Temporary, embeddedFolder } from '../support/temporary.js';

const ARRIVED = 'http.server.request.start';

describe('a server that is told to stop', () => {
  let record: ServedRecord;

  beforeEach(async () => {
    record = await ServedRecord.open();
  });
  afterEach(async () => {
    await record.acta.close();
    record.temporary.remove();
  });

  it('answers what it was asked before, and does not wait for the client to hang up', async () => {
    const { acta, served } = record;
    const next = acta.journal.head().position + 1;
    let tell = (): void => undefined;
    const arrived = new Promise<void>((resolve) => (tell = () => resolve()));
    subscribe(ARRIVED, tell);
    const answer = fetch(`${served.url}/groups/CWG-COP?minPosition=${String(next)}`);
    await arrived;
    unsubscribe(ARRIVED, tell);
    // It waits for the position by now.
    await new Promise((resolve) => setTimeout(resolve, 200));

    const stopped = served.stop();
    await act(acta, {
      type: 'plan-meeting',
      data: { group: 'CWG-COP', ordinal: 19, held: { from: '2030-01-01' } },
    });

    const { status } = await answer;
    expect(status).toBe(200);
    await stopped;
  });

  it('does not wait for a client that has connected and asks nothing', async () => {
    const { hostname, port } = new URL(record.served.url);
    const silent = connect(Number(port), hostname);
    await once(silent, 'connect');
    // The server has taken the connection once it has answered on another.
    await fetch(`${record.served.url}/health`);
    await record.served.stop();
    silent.destroy();
  });
});

describe('a node on EventStoreDB', () => {
  let fake: FakeEventStore;
  let temporary: Temporary;

  beforeEach(async () => {
    fake = await startFakeEventStore();
    temporary = embeddedFolder();
  });
  afterEach(async () => {
    await fake.stop();
    temporary.remove();
  });

  it('leaves no timer when it is closed, which would keep a command from ending', async () => {
    const timers = new Map<number, NodeJS.Timeout>();
    const hook = createHook({
      init: (id, type, _trigger, timer) => type === 'Timeout' && timers.set(id, timer as NodeJS.Timeout),
      destroy: (id) => timers.delete(id),
    }).enable();
    const node = await openActa({ ...temporary.config, store: fake.connectionString }, { mode: 'write' });
    await node.close();
    await fake.stop();
    // Of what is over, Node.js tells after this turn.
    await nextTurn();
    hook.disable();
    expect([...timers.values()].filter((timer) => timer.hasRef())).toEqual([]);
  });
});
