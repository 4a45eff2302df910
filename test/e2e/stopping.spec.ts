import { once } from 'node:events';
import { connect } from 'node:net';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { act } from '../support/acting.js';
import { ServedRecord } from '../support/served.js';

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

  it('does not wait for a connection on which nothing was asked', async () => {
    const { hostname, port } = new URL(record.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const closed = once(socket, 'close');
    await record.served.stop();
    await closed;
  });
});
