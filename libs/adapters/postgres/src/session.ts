import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { KeyVaultRefused, type Place, isConnectionLoss, worded } from './refused.js';

const CONNECT_MS = 5_000;
const ANSWER_MS = 15_000;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;
const HEARTBEAT_MS = 10_000;

/**
 * What an acknowledged write rests on: whatever the database's own settings are, a commit waits for the disk, and a
 * statement that has waited for another goes on with what that one wrote.
 */
const SETUP =
  "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') in ('off', 'local');" +
  "set default_transaction_isolation = 'read committed'; set lock_timeout = '5s'";

/** Statements on one database, one after the other, on a connection that is made again when it was lost. */
export interface Session {
  place: Place;
  /** Rows of one statement. It must bear being repeated: it is, once, after a lost connection. */
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Statements that take effect together or not at all. */
  transaction<T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** How a driver's connection is made to an address. @throws KeyVaultRefused */
function configOf(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
    keepAlive: true,
    application_name: 'acta',
  };
}

/** @throws KeyVaultRefused, which does not repeat the address: there may be a password in it */
function placeOf(url: string): Place {
  try {
    const { host, port, database = '', user = '' } = new pg.Client(configOf(url));
    return { at: `${host}:${String(port)}/${database}`, user, database };
  } catch (error) {
    const { code = 'not an address' } = error as NodeJS.ErrnoException;
    throw new KeyVaultRefused(
      `the key vault's address cannot be used (${code}); give postgres://user@host:5432/database?sslmode=verify-full, with files that exist`,
    );
  }
}

/** Connects at the first statement. Errors are worded, and never hold the password. */
export function openSession(url: string): Session {
  const place = placeOf(url);
  const pool = new pg.Pool({
    ...configOf(url),
    max: 1,
    idleTimeoutMillis: 0,
    // eslint-disable-next-line @typescript-eslint/no-misused-promises -- the pool waits for it, which its types do not tell
    onConnect: async (client) => {
      await client.query(SETUP);
    },
  });
  // The pool has dropped that connection; the next statement makes another.
  pool.on('error', () => undefined);
  return {
    place,
    async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) {
      const ask = async (): Promise<Row[]> => (await pool.query<Row>(text, values)).rows;
      try {
        return await ask().catch((error: unknown) => {
          if (isConnectionLoss(error)) return ask();
          throw error;
        });
      } catch (error) {
        throw worded(error, place);
      }
    },
    async transaction(work) {
      const client = await pool.connect().catch((error: unknown) => {
        throw worded(error, place);
      });
      let failed: Error | undefined;
      try {
        await client.query('begin');
        const result = await work(client);
        await client.query('commit');
        return result;
      } catch (error) {
        failed = worded(error, place);
        throw failed;
      } finally {
        // A connection that failed is not used again; closing it rolls back.
        client.release(failed);
      }
    },
    close: () => pool.end(),
  };
}

export interface ListenerOptions {
  url: string;
  place: Place;
  channel: string;
  heard: (payload: string) => void;
  /** Called when the connection is back: what was told meanwhile was not heard. Where it rejects, it is tried again. */
  back: () => Promise<void>;
}

/**
 * Hears what is notified on a channel, from before it resolves until it is closed. A lost connection, which a heartbeat
 * notices where the network does not tell, is made again: after 0.1 s, then twice as long each time, at most 5 s.
 */
export async function listen(options: ListenerOptions): Promise<{ close(): Promise<void> }> {
  const closing = new AbortController();
  const isClosing = (): boolean => closing.signal.aborted;
  let connection = await hear(options).catch((error: unknown) => {
    throw worded(error, options.place);
  });

  const reconnect = async (): Promise<void> => {
    for (let wait = FIRST_RETRY_MS; ; wait = Math.min(2 * wait, LONGEST_RETRY_MS)) {
      await setTimeout(wait, undefined, { signal: closing.signal });
      try {
        connection = await hear(options);
        await options.back();
        return;
      } catch {
        // Whoever needs the database meanwhile is told by their own call.
        connection.end();
      }
    }
  };
  const staying = (async () => {
    while (!isClosing()) {
      await connection.lost;
      connection.end();
      if (!isClosing()) await reconnect();
    }
  })().catch((error: unknown) => {
    if (!isClosing()) throw error;
  });

  return {
    async close() {
      closing.abort();
      connection.end();
      await staying;
    },
  };
}

interface Hearing {
  /** Resolves when nothing is heard any more. */
  lost: Promise<void>;
  end(): void;
}

async function hear({ url, channel, heard }: ListenerOptions): Promise<Hearing> {
  const client = new pg.Client(configOf(url));
  const { promise: lost, resolve } = Promise.withResolvers<undefined>();
  client.on('error', () => resolve(undefined));
  client.on('end', () => resolve(undefined));
  client.on('notification', ({ payload }) => heard(payload ?? ''));
  const end = (): void => void client.end().catch(() => undefined);
  try {
    await client.connect();
    await client.query(`listen ${channel}`);
  } catch (error) {
    end();
    throw error;
  }
  const heartbeat = setInterval(() => {
    client.query('select 1').catch(() => resolve(undefined));
  }, HEARTBEAT_MS);
  return { lost: lost.then(() => clearInterval(heartbeat)), end };
}
