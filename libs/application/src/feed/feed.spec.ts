import { type FinishedEvent, groupOf, instantOf } from '@acta/domain';
import { openStoreForTests } from '@acta/memory';
import { until } from '@acta/testing/until';
import { describe, expect, it } from '@jest/globals';
import { Classifications } from '../access/classifications.js';
import { anybody } from '../access/principal.js';
import { fullName, logNamed, toStore } from '../log.js';
import type { Journal } from '../ports/event-store.js';
import { Feed } from './feed.js';
import type { EndReason } from './feed-stream.js';

const LOG = logNamed('test');
const NOW = Date.parse('2026-03-02T09:00:00.000Z');
const OPTIONS = { most: 10, mostEach: 10, heartbeatMs: 10 };

function event(number: number): FinishedEvent {
  const id = `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`;
  return {
    stream: fullName(LOG, 'calendar'),
    type: 'session-cancelled',
    data: { session: `C-${String(number)}` },
    metadata: {
      id,
      schemaVersion: 1,
      recordedAt: instantOf(NOW),
      actor: id,
      assurance: 'asserted',
      actingAs: { role: 'secretariat' },
      commandId: id,
      requestHash: '',
      part: [1, 1],
      judgedAt: 0,
      $correlationId: id,
      $causationId: id,
      nonce: '',
    },
  };
}

/** A feed over a journal in memory, which may be tampered with. */
function opened(tamper: (journal: Journal, append: () => void) => Journal = (journal) => journal) {
  const store = openStoreForTests({ prefix: LOG.prefix, groupOf });
  let count = 0;
  const append = (): void => {
    const expected = count === 0 ? 'noStream' : BigInt(count - 1);
    void store.append(fullName(LOG, 'calendar'), expected, [toStore(event(++count))]);
  };
  const journal = tamper(store.journal, append);
  const errors: unknown[] = [];
  const feed = new Feed(
    {
      journal,
      log: LOG,
      clock: () => NOW,
      classifications: new Classifications(journal, LOG),
      access: { viewer: () => ({ mayRead: () => false }) },
    },
    OPTIONS,
    (error) => errors.push(error),
  );
  return { feed, append, errors };
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** Reads a stream for a while: what came, and why it ended. */
function reading(feed: Feed, after = 0) {
  const positions: number[] = [];
  const ends: EndReason[] = [];
  let heartbeats = 0;
  const { stream } = feed.open({
    principal: anybody,
    countedAs: 'one',
    filter: {},
    after,
    onEnd: (reason) => ends.push(reason),
  });
  const over = (async () => {
    for await (const item of stream)
      if (item === 'heartbeat') heartbeats++;
      else positions.push(item.position);
  })();
  return { positions, ends, over, stream, heartbeats: () => heartbeats };
}

describe('a stream', () => {
  it('misses nothing that another thread writes while it comes up to the end', async () => {
    let isFirst = true;
    const { feed, append } = opened((journal, write) => ({
      ...journal,
      after(position, limit) {
        const page = journal.after(position, limit);
        // Right after the last look, before anybody listens.
        if (page.length === 0 && isFirst) {
          isFirst = false;
          write();
          write();
        }
        return page;
      },
    }));
    append();
    const { positions } = reading(feed);
    await until(() => positions.length === 3);
    append();
    await until(() => positions.length === 4);
    expect(positions).toEqual([1, 2, 3, 4]);
    feed.close();
  });

  it('shows signs of life while nothing comes, and while it is read', async () => {
    const { feed } = opened();
    const { heartbeats, ends } = reading(feed);
    await until(() => heartbeats() > 10);
    expect(ends).toEqual([]);
    feed.close();
    expect(ends).toEqual(['stopping']);
  });

  it('is dropped when it is not read for some heartbeats, or when too much waits', async () => {
    const { feed, append } = opened();
    const ends: EndReason[] = [];
    const open = () =>
      feed
        .open({
          principal: anybody,
          countedAs: 'one',
          filter: {},
          onEnd: (reason) => ends.push(reason),
        })
        .stream[Symbol.asyncIterator]();
    append();
    const idle = open();
    void idle.next();
    await until(() => ends.length === 1);
    expect(ends).toEqual(['slow']);
    const crowded = open();
    const first = crowded.next();
    await pause(5);
    for (let i = 0; i < 1_100; i++) append();
    await first;
    await until(() => ends.length === 2);
    expect(ends).toEqual(['slow', 'slow']);
    expect(feed.size).toBe(0);
  });

  it('ends where the journal cannot be read any more, and others can be opened then', async () => {
    let isBroken = false;
    const { feed, append, errors } = opened((journal) => ({
      ...journal,
      after(position, limit) {
        if (isBroken) throw new Error('the disk is gone');
        return journal.after(position, limit);
      },
    }));
    const { ends, over } = reading(feed);
    await pause(5);
    isBroken = true;
    append();
    await over;
    expect([ends, errors]).toEqual([['failed'], [new Error('the disk is gone')]]);
    isBroken = false;
    const { positions } = reading(feed);
    await until(() => positions.length === 1);
    expect(positions).toEqual([1]);
    feed.close();
  });
});
