/**
 * Where the tests keep their logs: in the data folder, or, with `ACTA_TEST_STORE` set, in EventStoreDB: the server that
 * `EVENTSTORE_URL` names, or the fake. Each log has a name of its own there.
 */
import { randomBytes } from 'node:crypto';
import { env } from 'node:process';

/** Settings, by their names in the environment. */
type Settings = Readonly<Record<string, string>>;

/** Whether the logs are kept in EventStoreDB. */
export const onEventStore = (env['ACTA_TEST_STORE'] ?? '') !== '';

const connectionString = onEventStore ? (env['EVENTSTORE_URL'] ?? (await fake())) : undefined;
const byFolder = new Map<string, Settings>();

async function fake(): Promise<string> {
  const { startFakeEventStore } = await import('../fake-eventstore/server.js');
  const { afterAll } = await import('@jest/globals');
  const server = await startFakeEventStore();
  afterAll(() => server.stop());
  return server.connectionString;
}

/** The settings with which a data folder's log is opened; the same each time. */
export function settingsOf(data: string): Settings {
  if (connectionString === undefined) return {};
  const known = byFolder.get(data);
  if (known !== undefined) return known;
  const settings = { ACTA_STORE: connectionString, ACTA_LOG: `t-${randomBytes(6).toString('hex')}` };
  byFolder.set(data, settings);
  return settings;
}
