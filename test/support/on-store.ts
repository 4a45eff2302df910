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

/**
 * On a server of many logs each has a name of its own. Fakes stand in for a server each, so that the first logs of a file of
 * tests are called `main` as they are by default: an export names its log.
 */
const FAKES = 8;

const servers = onEventStore ? (env['EVENTSTORE_URL']?.split(' ') ?? (await fakes())) : [];
const byFolder = new Map<string, Settings>();

async function fakes(): Promise<string[]> {
  const { startFakeEventStore } = await import('../fake-eventstore/server.js');
  const { afterAll } = await import('@jest/globals');
  const started = await Promise.all(Array.from({ length: FAKES }, () => startFakeEventStore()));
  afterAll(() => Promise.all(started.map((each) => each.stop())));
  return started.map(({ connectionString }) => connectionString);
}

/** The settings with which a data folder's log is opened; the same each time. */
export function settingsOf(data: string): Settings {
  if (servers.length === 0) return {};
  const known = byFolder.get(data);
  if (known !== undefined) return known;
  const count = byFolder.size;
  const isFirst = env['EVENTSTORE_URL'] === undefined && count < servers.length;
  const settings = {
    ACTA_STORE: servers[count % servers.length] ?? '',
    ACTA_LOG: isFirst ? 'main' : `t-${randomBytes(6).toString('hex')}`,
  };
  byFolder.set(data, settings);
  return settings;
}
