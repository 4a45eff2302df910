import { setTimeout as pause } from 'node:timers/promises';
import { type CloudEvent, type FeedSource, FeedSourceRefused } from '@acta/application';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PATIENCE_MS } from '../until.js';

/** A feed while a test runs. */
export interface OpenFeed {
  /** Position of the journal after which everything comes that is given here. */
  start: number;
  /** Opens the source anew, as the same service does when it starts again. */
  source(): FeedSource;
  /** Publishes as many more events of one group, in order. @returns them as they must come */
  give(count: number): Promise<CloudEvent[]>;
  /** The same feed where nobody is there to answer. */
  away(): FeedSource;
  /** The feed of something that is not there, and that somebody must see to. */
  refused(): FeedSource;
  /** Ends it and removes everything. */
  dispose(): Promise<void>;
}

const SOON_MS = 300;

const positionOf = (event: CloudEvent | undefined): number | undefined =>
  event === undefined ? undefined : Number(event.position);

/** What every FeedSource promises. @param slowMs longer than whoever takes may be without a sign of life */
export function feedSourceContract(name: string, open: () => Promise<OpenFeed>, slowMs: number): void {
  describe(name, () => {
    let feed: OpenFeed;

    beforeEach(async () => {
      feed = await open();
    });
    afterEach(() => feed.dispose());

    /** Follows until so many were taken, again after what passes, as a service does. @throws what `take` throws, and refusals */
    async function taken(
      count: number,
      {
        after = feed.start,
        take = () => Promise.resolve(),
      }: { after?: number; take?: (event: CloudEvent) => Promise<void> } = {},
    ): Promise<CloudEvent[]> {
      const events: CloudEvent[] = [];
      const stopping = new AbortController();
      const timer = setTimeout(() => stopping.abort(), PATIENCE_MS);
      let refusal: unknown;
      const takeOne = async (event: CloudEvent): Promise<void> => {
        await take(event).catch((error: unknown) => {
          refusal = error;
          throw error;
        });
        events.push(event);
        if (events.length >= count) stopping.abort();
      };
      try {
        while (!stopping.signal.aborted)
          await feed
            .source()
            .follow(takeOne, positionOf(events.at(-1)) ?? after, stopping.signal)
            .catch(async (error: unknown) => {
              if (error === refusal || error instanceof FeedSourceRefused) throw error;
              await pause(SOON_MS);
            });
      } finally {
        clearTimeout(timer);
      }
      return events;
    }

    it('gives every event from the beginning, whole and in order', async () => {
      const given = await feed.give(20);
      expect(await taken(given.length)).toEqual(given);
    });

    it('gives what comes while it is followed', async () => {
      await feed.give(1);
      let later: CloudEvent[] = [];
      const events = await taken(4, {
        async take() {
          if (later.length === 0) later = await feed.give(3);
        },
      });
      expect(events.slice(1)).toEqual(later);
    });

    it('goes on after what was taken, once it is followed again', async () => {
      const given = await feed.give(9);
      const before = await taken(4);
      const after = await taken(5, { after: Number(before.at(-1)?.position) });
      expect([...before, ...after]).toEqual(given);
    });

    it('throws what take throws, at once, and gives that event again', async () => {
      const given = await feed.give(5);
      const failing = async (event: CloudEvent): Promise<void> => {
        if (event.position === given[2]?.position) throw new RangeError('no room');
        return Promise.resolve();
      };
      await expect(taken(5, { take: failing })).rejects.toThrow(RangeError);
      const again = await taken(3, { after: Number(given[1]?.position) });
      expect(again).toEqual(given.slice(2));
    });

    it('gives one at a time, and waits for it', async () => {
      await feed.give(6);
      let atOnce = 0;
      let most = 0;
      await taken(6, {
        async take() {
          most = Math.max(most, ++atOnce);
          await pause(20);
          atOnce--;
        },
      });
      expect(most).toBe(1);
    });

    it('neither loses nor repeats an event that takes long', async () => {
      const given = await feed.give(3);
      const events = await taken(3, {
        async take(event) {
          if (event.position === given[1]?.position) await pause(slowMs);
        },
      });
      expect(events).toEqual(given);
    });

    it('ends by the signal while nothing comes, and at once where it was given before', async () => {
      const stopping = new AbortController();
      const following = feed.source().follow(() => Promise.resolve(), feed.start, stopping.signal);
      await pause(SOON_MS);
      stopping.abort();
      await following;
      await feed.source().follow(() => Promise.reject(new Error('not wanted')), 0, stopping.signal);
    });

    it('throws no refusal where nobody answers, so that it is followed again', async () => {
      const following = feed.away().follow(() => Promise.resolve(), 0, new AbortController().signal);
      await expect(following).rejects.toThrow();
      await expect(following).rejects.not.toBeInstanceOf(FeedSourceRefused);
    });

    it('refuses what somebody must see to, with the remedy', async () => {
      const following = feed.refused().follow(() => Promise.resolve(), 0, new AbortController().signal);
      await expect(following).rejects.toBeInstanceOf(FeedSourceRefused);
      await expect(following).rejects.toThrow(/; (give|name|allow) /);
    });
  });
}
