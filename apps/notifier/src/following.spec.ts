import { type FeedSource, FeedSourceRefused, type NoticeStore } from '@acta/application';
import { describe, expect, it } from '@jest/globals';
import { type FollowParts, type FollowingState, followUntil, isFollowing } from './following.js';

/** Follows a fake source for some attempts. */
async function follow(
  attempts: FeedSource['follow'][],
  store: Partial<NoticeStore> = {},
): Promise<{ told: string[]; state: FollowingState; after: number[] }> {
  const over = new AbortController();
  const after: number[] = [];
  const state: FollowingState = { hasFailed: false };
  const told: string[] = [];
  const source: FeedSource = {
    name: 'the feed',
    async follow(take, from, signal) {
      after.push(from);
      const attempt = attempts.shift();
      if (attempts.length === 0) setTimeout(() => over.abort(), 20);
      await attempt?.(take, from, signal);
    },
  };
  const parts: FollowParts = {
    source,
    store: {
      position: () => 7,
      subscriptions: () => [],
      find: () => undefined,
      recordersOf: () => [],
      take: () => ({ isNew: true, withdrawn: 0 }),
      ...store,
    },
    state,
    tell: (line) => told.push(line),
    whenDue: (_subscription, madeAt) => madeAt,
    clock: () => 0,
    watch: { taken: () => undefined },
    askAct: () => Promise.resolve({}),
  };
  await followUntil(parts, over.signal);
  return { told, state, after };
}

const event: Parameters<Parameters<FeedSource['follow']>[0]>[0] = {
  specversion: '1.0',
  id: '01900000-0000-7000-8000-000000000001',
  source: 'urn:acta:main',
  type: 'int.acta.outcome-recorded.v1',
  subject: 'AB/meetings/1/outcomes/1',
  time: '2031-01-01T00:00:00.000Z',
  recordedtime: '2031-01-01T00:00:00.000Z',
  position: '8',
  previousposition: '7',
  actor: '01900000-0000-7000-8000-0000000000aa',
  correlationid: '01900000-0000-7000-8000-000000000001',
  causationid: '01900000-0000-7000-8000-000000000001',
  datacontenttype: 'application/json',
  dataschema: 'https://acta.example/schemas/feed/outcome-recorded.v1.json',
  data: {},
};
const fails = (message: string) => async () => Promise.reject(new Error(message));
const ends: FeedSource['follow'] = async () => undefined;
const takes: FeedSource['follow'] = async (take) => take(event);

describe('following the feed', () => {
  it('begins after the newest position that was taken, and again after whatever goes wrong, which is told once', async () => {
    const { told, after } = await follow([fails('no answer'), fails('no answer'), ends]);
    expect(told).toEqual(['the feed: no answer; trying again', 'the feed: the feed ended; trying again']);
    expect(after).toEqual([7, 7, 7]);
  });

  it('tells again what went wrong again after something was taken', async () => {
    const { told } = await follow([
      fails('no answer'),
      async (take) => {
        await take(event);
        throw new Error('no answer');
      },
    ]);
    expect(told).toHaveLength(2);
  });

  it('ends with what the store throws', async () => {
    const full = (): never => {
      throw new Error('the disk is full');
    };
    await expect(follow([takes], { take: full })).rejects.toThrow('the disk is full');
  });

  it('is told by whether it failed, until something is taken or it goes on for a while', () => {
    expect(isFollowing({ hasFailed: false }, 0)).toBe(false);
    expect(isFollowing({ since: 0, hasFailed: false }, 0)).toBe(true);
    expect(isFollowing({ since: undefined, hasFailed: true }, 9_000)).toBe(false);
    expect(isFollowing({ since: 1_000, hasFailed: true }, 5_999)).toBe(false);
    expect(isFollowing({ since: 1_000, hasFailed: true }, 6_000)).toBe(true);
  });

  it('tells a refusal as it is', async () => {
    const refused = follow([async () => Promise.reject(new FeedSourceRefused('give another group'))]);
    await expect(refused.then(({ told }) => told)).resolves.toEqual(['the feed: give another group']);
  });
});
