import {
  type AccessLog,
  type AccessPage,
  type AccessQuery,
  type AccessRecord,
  Invalid,
} from '@acta/application';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const ALICE = '00000000-0000-8000-8000-00000000000a';
const BOB = '00000000-0000-8000-8000-00000000000b';

/** A denial in CWG-COP, at moment 1000. */
function denial(change: Partial<AccessRecord> = {}): AccessRecord {
  return {
    at: 1_000,
    kind: 'denied',
    act: 'read-drafts',
    resource: 'GET /groups/:group',
    group: 'CWG-COP',
    subject: ALICE,
    ...change,
  };
}

const acts = ({ items }: AccessPage): string[] => items.map(({ act }) => act);

/** What every AccessLog promises. `open` gives an empty log; `reopen` the same one again, where it lasts. */
export function accessLogContract(
  name: string,
  open: () => Promise<{ log: AccessLog; reopen?: () => Promise<AccessLog>; dispose: () => Promise<void> }>,
): void {
  describe(`${name} keeps the contract of AccessLog`, () => {
    let opened: Awaited<ReturnType<typeof open>>;
    let log: AccessLog;
    beforeEach(async () => {
      opened = await open();
      ({ log } = opened);
    });
    afterEach(() => opened.dispose());

    const find = (query: Partial<AccessQuery> = {}): AccessPage => log.find({ limit: 100, ...query });

    it('is empty at first', () => {
      expect(find()).toEqual({ items: [] });
    });

    it('gives back what was noted, as it was, at once', () => {
      const whole = denial({ kind: 'restricted-read', role: 'delegate', position: 46 });
      const bare: AccessRecord = { at: 5, kind: 'export', act: 'export', resource: 'the log' };
      log.note(bare);
      log.note(whole);
      expect(find().items).toEqual([whole, bare]);
    });

    it('gives what was noted last first, whatever the clock said', () => {
      for (const [act, at] of [
        ['a', 3],
        ['b', 1],
        ['c', 2],
      ] as const)
        log.note(denial({ act, at }));
      expect(acts(find())).toEqual(['c', 'b', 'a']);
    });

    it.each<[filter: Partial<AccessQuery>, expected: string[]]>([
      [{ kind: 'denied' }, ['c', 'b']],
      [{ kind: 'export' }, ['d']],
      [{ subject: ALICE }, ['c', 'a']],
      [{ group: 'CWG-COP' }, ['b', 'a']],
      [{ group: 'CWG-NO' }, []],
      [{ from: 20 }, ['d', 'c', 'b']],
      [{ to: 20 }, ['b', 'a']],
      [{ from: 20, to: 30 }, ['c', 'b']],
      [{ from: 21, to: 29 }, []],
      [{ kind: 'denied', subject: BOB, group: 'CWG-COP', from: 20, to: 20 }, ['b']],
    ])('filters by %j', (filter, expected) => {
      log.note(denial({ act: 'a', at: 10, kind: 'restricted-read' }));
      log.note(denial({ act: 'b', at: 20, subject: BOB }));
      log.note(denial({ act: 'c', at: 30, group: 'CWG-X' }));
      log.note({ act: 'd', at: 40, kind: 'export', resource: 'the log' });
      expect(acts(find(filter))).toEqual(expected);
    });

    it('comes in pages, which do not move while more is noted', () => {
      for (let i = 1; i <= 5; i++) log.note(denial({ act: String(i) }));
      const first = find({ limit: 2 });
      log.note(denial({ act: '6' }));
      const second = find({ limit: 2, after: first.next ?? '' });
      const third = find({ limit: 2, after: second.next ?? '' });
      expect([first, second, third].map(acts)).toEqual([['5', '4'], ['3', '2'], ['1']]);
      expect(third.next).toBeUndefined();
      expect(find({ limit: 6 }).next).toBeUndefined();
    });

    it.each(['x', '-1', '', '1 OR 1=1'])('refuses to continue after "%s"', (after) => {
      log.note(denial());
      expect(() => find({ after })).toThrow(Invalid);
    });

    it('holds a flood', () => {
      for (let i = 0; i < 6_000; i++) log.note(denial({ act: String(i) }));
      expect(find({ limit: 10_000 }).items).toHaveLength(6_000);
    });

    it('has what was noted before it was closed, when it is opened again', async () => {
      if (opened.reopen === undefined) return;
      log.note(denial({ act: 'last' }));
      log = await opened.reopen();
      expect(acts(find())).toEqual(['last']);
    });
  });
}
