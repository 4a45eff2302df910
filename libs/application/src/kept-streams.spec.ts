import { type FinishedEvent, groupOf, instantOf } from '@acta/domain';
import { openStoreForTests } from '@acta/memory';
import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KeptNames, KeptStreams } from './kept-streams.js';
import { fromStore, fullName, logNamed, toStore } from './log.js';

const LOG = logNamed('test');
const STREAMS = ['group-CWG-A', 'meeting-CWG-A-1', 'meeting-CWG-A-2', 'calendar'];

function event(stream: string, number: number): FinishedEvent {
  const id = `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`;
  return {
    stream: fullName(LOG, stream),
    type: 'session-cancelled',
    data: { session: `C-${String(number)}` },
    metadata: {
      id,
      schemaVersion: 1,
      recordedAt: instantOf(number),
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

/** A journal that is appended to, and how often it was read. */
function opened() {
  const { journal, append } = openStoreForTests({ prefix: LOG.prefix, groupOf });
  const next = new Map<string, bigint>();
  let reads = 0;
  return {
    journal: {
      head: () => journal.head(),
      streamsOf: (selection: Parameters<typeof journal.streamsOf>[0]) => journal.streamsOf(selection),
      stream(name: string, upTo: number, from?: number) {
        reads++;
        return journal.stream(name, upTo, from);
      },
    },
    reads: () => reads,
    async append(stream: string): Promise<void> {
      const revision = next.get(stream);
      const made = event(stream, journal.head().position + 1);
      await append(made.stream, revision ?? 'noStream', [toStore(made)]);
      next.set(stream, (revision ?? -1n) + 1n);
    },
    entries: (stream: string, upTo: number) =>
      journal.stream(fullName(LOG, stream), upTo).map((stored) => fromStore(stored, LOG)),
  };
}

describe('kept streams', () => {
  let log: ReturnType<typeof opened>;
  beforeEach(() => {
    log = opened();
  });

  it('are what the journal gives, whatever is appended and read in between, and however little is kept', async () => {
    const step = fc.oneof(
      fc.record({ append: fc.constantFrom(...STREAMS) }),
      fc.record({ read: fc.constantFrom(...STREAMS), upTo: fc.oneof(fc.nat(30), fc.constant(Infinity)) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 60 }),
        fc.constantFrom(0, 1_000, 3_000, undefined),
        async (steps, most) => {
          const own = opened();
          const kept = new KeptStreams(own.journal, LOG, most === undefined ? {} : { most });
          for (const each of steps)
            if ('append' in each) await own.append(each.append);
            else expect(kept.entries(each.read, each.upTo)).toEqual(own.entries(each.read, each.upTo));
        },
      ),
    );
  });

  it('are read once, and the same list is given until something is appended', async () => {
    await log.append('group-CWG-A');
    const kept = new KeptStreams(log.journal, LOG);
    const first = kept.entries('group-CWG-A', 1);
    expect(kept.entries('group-CWG-A', 1)).toBe(first);
    expect(log.reads()).toBe(1);
    await log.append('calendar');
    expect(kept.entries('group-CWG-A', 2)).toBe(first);
    await log.append('group-CWG-A');
    expect(kept.entries('group-CWG-A', 3)).toHaveLength(2);
    expect(kept.entries('group-CWG-A', 2)).toEqual(first);
  });

  it('are dropped, the least recently read first, where they are more than may be', async () => {
    for (const stream of STREAMS) await log.append(stream);
    const [a = '', b = '', c = ''] = STREAMS;
    const { length } = toStore(event(a, 1)).body;
    const kept = new KeptStreams(log.journal, LOG, { most: 3 * (length + 500) - 1 });
    for (const stream of [a, b, a, c, a]) kept.entries(stream, 4);
    expect(log.reads()).toBe(3);
    kept.entries(b, 4);
    expect(log.reads()).toBe(4);
  });
});

describe('kept names', () => {
  it('are those that the journal selects, as it grows', async () => {
    const log = opened();
    const names = new KeptNames(log.journal, LOG);
    const meetings = { group: 'CWG-A', streams: ['meeting-CWG-A-'], upTo: Infinity };
    expect(names.of(meetings)).toEqual([]);
    await log.append('meeting-CWG-A-1');
    expect(names.of(meetings)).toEqual(['meeting-CWG-A-1']);
    await log.append('group-CWG-A');
    await log.append('meeting-CWG-A-2');
    expect(names.of(meetings)).toEqual(['meeting-CWG-A-1', 'meeting-CWG-A-2']);
    expect(names.of({ group: 'CWG-A', upTo: 2 })).toEqual(['group-CWG-A', 'meeting-CWG-A-1']);
    expect(names.of({ ...meetings, upTo: 2 })).toEqual(['meeting-CWG-A-1']);
  });
});
