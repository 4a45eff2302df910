import { setTimeout as pause } from 'node:timers/promises';
import { type CloudEvent, type FeedFilter, FeedSourceRefused } from '@acta/application';
import type { ActaClient, Connection } from '@acta/client';
import { instantOf, parseMoment } from '@acta/domain';
import { openApiFeed } from '@acta/runtime';
import { defined } from './defined.js';
import { Misuse } from './failure.js';
import { told } from './remote-answer.js';
import type { TailAsk } from './services.js';

const WAIT_MS = 1_000;

interface Taking {
  take: (text: string) => Promise<void>;
  signal: AbortSignal;
  tell: (words: string) => void;
}

/** The feed of an API, followed again whenever its stream ends. */
export async function tailOf(
  client: ActaClient,
  { url, token }: Connection,
  { from, filter, isFollowing }: TailAsk,
  { take, signal, tell }: Taking,
): Promise<void> {
  if (!isFollowing)
    throw new Misuse(
      '--no-follow reads a data folder: over HTTP the feed has no end; leave out --url (ACTA_URL)',
    );
  let after = await positionBefore(client, from);
  const source = await openApiFeed({
    api: url,
    filter: queryOf(filter),
    ...(token === undefined ? {} : { token: () => token }),
  });
  let notTaken: unknown;
  const takeOne = async (event: CloudEvent): Promise<void> => {
    await take(JSON.stringify(event)).catch((error: unknown) => {
      notTaken = error;
      throw error;
    });
    after = Number(event.position);
  };
  while (!signal.aborted) {
    try {
      await source.follow(takeOne, after, signal);
    } catch (error) {
      if (error === notTaken || error instanceof FeedSourceRefused) throw error;
      tell(`${error instanceof Error ? error.message : String(error)}; following again\n`);
      await pause(WAIT_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

function queryOf({ group, types, subject }: FeedFilter): Record<string, string> {
  return defined({ group, type: types?.join(','), subject });
}

/** Position that a stretch begins after which takes in all from here on; absent: from what comes next on. */
async function positionBefore(client: ActaClient, from: string | undefined): Promise<number> {
  if (from === undefined) return Number(told((await client.GET('/health')).data).position);
  const moment = parseMoment(from);
  if (/^\d+$/.test(from) || moment === undefined) return Math.max(0, Number(from) - 1);
  const query = { asOf: instantOf(moment.start - 1) };
  const { basis } = told((await client.GET('/calendar', { params: { query } })).data);
  return Number(basis.position);
}
