import { describe, expect, it } from '@jest/globals';
import { type Append, type ListHistory, type Lists, type Read, anomaliesIn } from './list-append.js';

const lists = (of: Record<string, readonly string[]>): Lists => new Map(Object.entries(of));
/** An append or a read from one moment to another, by client 1 where nothing else is said. */
const append = (
  key: string,
  value: string,
  [began, ended]: [number, number],
  more: Partial<Append>,
): Append => ({
  kind: 'append',
  client: 1,
  key,
  value,
  began,
  ended,
  ...more,
});
const read = (
  of: Record<string, readonly string[]>,
  [began, ended]: [number, number],
  more: Partial<Read>,
): Read => ({
  kind: 'read',
  client: 1,
  lists: lists(of),
  position: 0,
  began,
  ended,
  ...more,
});

const a = append('x', 'a', [1, 2], { position: 1 });
const b = append('x', 'b', [3, 4], { position: 2, client: 2 });
const c = append('y', 'c', [5, 6], { position: 3 });

describe('the checker of histories', () => {
  it('finds nothing in a history that one order explains', () => {
    const history: ListHistory = [
      a,
      b,
      c,
      append('x', 'refused', [6, 7], {}),
      read({ x: ['a', 'b'] }, [5, 6], { position: 2, minPosition: 1, client: 3 }),
      read({ x: ['a', 'b'], y: ['c'] }, [7, 8], { position: 3 }),
    ];
    expect(anomaliesIn(history, lists({ x: ['a', 'b'], y: ['c'] }))).toEqual([]);
  });

  it.each<[what: string, history: ListHistory, final: Lists, found: RegExp]>([
    ['a lost append', [a, b], lists({ x: ['a'] }), /lost: b/],
    ['an append that is there twice', [a, b], lists({ x: ['a', 'b', 'a'] }), /duplicated: a/],
    ['appends in another order', [a, b], lists({ x: ['b', 'a'] }), /out of order: x/],
    ['a value that nobody appended', [a], lists({ x: ['a', 'z'] }), /never appended: z/],
    ['one that was refused', [a, append('x', 'r', [3, 4], {})], lists({ x: ['a', 'r'] }), /G1a/],
    [
      'a list that was read in another order',
      [a, b, read({ x: ['b', 'a'] }, [5, 6], { position: 2 })],
      lists({ x: ['a', 'b'] }),
      /forked: x/,
    ],
    [
      'a read that waited for what one wrote, without it',
      [a, read({ x: [] }, [3, 4], { position: 1, minPosition: 1 })],
      lists({ x: ['a'] }),
      /torn: a/,
    ],
    [
      'a read that did not wait',
      [a, read({ x: [] }, [3, 4], { position: 0, minPosition: 1 })],
      lists({ x: ['a'] }),
      /not waited for: 1/,
    ],
    [
      'a read of less than was read before',
      [
        a,
        b,
        read({ x: ['a', 'b'] }, [5, 6], { position: 2, client: 3 }),
        read({ x: ['a'] }, [7, 8], { position: 1, minPosition: 1, client: 3 }),
      ],
      lists({ x: ['a', 'b'] }),
      /went back: client 3/,
    ],
    [
      'a read of what had been before another ended',
      [a, read({ x: [] }, [5, 6], { position: 0, client: 2 })],
      lists({ x: ['a'] }),
      /G2: a cycle of/,
    ],
    [
      'writes of which each comes before the other',
      [
        append('x', 'a', [1, 9], { position: 1 }),
        append('x', 'b', [1, 3], { position: 2, client: 2 }),
        append('y', 'c', [4, 5], { position: 3, client: 2 }),
        append('y', 'd', [1, 2], { position: 4, client: 3 }),
      ],
      lists({ x: ['a', 'b'], y: ['c', 'd'] }),
      /G0: a cycle of/,
    ],
    [
      'a read of what is written only after it',
      [read({ x: ['a'] }, [1, 2], { position: 1, client: 2 }), append('x', 'a', [3, 4], { position: 1 })],
      lists({ x: ['a'] }),
      /G1c: a cycle of/,
    ],
    [
      'two lists read of which one is newer than the other',
      [
        append('x', 'a', [1, 9], { position: 1 }),
        append('y', 'c', [1, 9], { position: 2, client: 2 }),
        read({ x: ['a'], y: [] }, [1, 9], { position: 1, client: 3 }),
        read({ x: [], y: ['c'] }, [1, 9], { position: 2, client: 4 }),
      ],
      lists({ x: ['a'], y: ['c'] }),
      /G2: a cycle of/,
    ],
  ])('finds %s', (_, history, final, found) => {
    expect(anomaliesIn(history, final).join('\n')).toMatch(found);
  });
});
