import { describe, expect, it } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import { createGathering } from './gathering.js';
import { type PreparedBatch, prepared } from './intake.js';

const PREFIX = 'acta.test.';

function batch(first: bigint, count: number): PreparedBatch {
  const records = Array.from({ length: count }, (_, i) => {
    const place = { commit: first + BigInt(i), prepare: first + BigInt(i) };
    const revision = place.commit;
    return {
      stream: `${PREFIX}meeting-AB-1`,
      revision,
      id: crypto.randomUUID(),
      type: 'x',
      created: 0,
      place,
      data: {},
      metadata: {},
    };
  });
  const upTo = { commit: first + BigInt(count) - 1n, prepare: first + BigInt(count) - 1n };
  return prepared(PREFIX, { records, upTo });
}

/** What takes, one batch at a time, each when it is told to. */
function fakeTaking() {
  const taken: bigint[][] = [];
  let end: (error?: Error) => void = () => undefined;
  return {
    taken,
    take: ({ incoming }: PreparedBatch) =>
      new Promise<void>((resolve, reject) => {
        taken.push(incoming.map(({ event }) => event.revision));
        end = (error) => (error === undefined ? resolve() : reject(error));
      }),
    async end(error?: Error) {
      end(error);
      await setImmediate();
    },
  };
}

describe('Batches that are taken one after another', () => {
  it('are written together where they came while one was written, in order', async () => {
    const taking = fakeTaking();
    const gathering = createGathering(taking.take, () => undefined);
    await gathering.add(batch(0n, 1));
    await gathering.add(batch(1n, 2));
    await gathering.add(batch(3n, 1));
    expect(taking.taken).toEqual([[0n]]);
    await taking.end();
    expect(taking.taken).toEqual([[0n], [1n, 2n, 3n]]);
    await taking.end();
    await gathering.add(batch(4n, 1));
    expect(taking.taken).toHaveLength(3);
    await taking.end();
    await gathering.done();
  });

  it('are asked for no more while a thousand wait', async () => {
    const taking = fakeTaking();
    const gathering = createGathering(taking.take, () => undefined);
    await gathering.add(batch(0n, 1));
    let isAsked = false;
    const added = gathering.add(batch(1n, 1_024)).then(() => (isAsked = true));
    await setImmediate();
    expect(isAsked).toBe(false);
    await taking.end();
    await added;
    expect(taking.taken[1]).toHaveLength(1_024);
    await taking.end();
    await gathering.done();
  });

  it('are taken no more once one has failed, which is told at once', async () => {
    const taking = fakeTaking();
    let told = 0;
    const gathering = createGathering(taking.take, () => told++);
    await gathering.add(batch(0n, 1));
    await gathering.add(batch(1n, 1));
    const failure = new Error('the disk is full');
    await taking.end(failure);
    expect(told).toBe(1);
    await expect(gathering.add(batch(2n, 1))).rejects.toBe(failure);
    await expect(gathering.done()).rejects.toBe(failure);
    expect(taking.taken).toEqual([[0n]]);
  });
});
