import type { NewEvent } from '@acta/application';
import { openSqliteStore, type SqliteStore } from '@acta/sqlite';

/** The log that parent and child have in common. */
const CRASH_LOG = {
  prefix: 'acta.crash.',
  groupOf: (name: string): string | undefined => name.split('-')[1],
};

export function openStore(file: string, onFatal?: (error: Error) => void): Promise<SqliteStore> {
  return openSqliteStore({
    file,
    mode: 'write',
    ...CRASH_LOG,
    ...(onFatal === undefined ? {} : { onFatal }),
  });
}

export const STREAMS = ['group-AA', 'meeting-AA-1', 'meeting-AA-2', 'group-BB', 'meeting-BB-1'].map(
  (name) => CRASH_LOG.prefix + name,
);

/** A finished event of a stream. Its body is as the file's check expects it. */
export function eventOf(stream: string, id: string): NewEvent {
  const recordedAt = Date.now();
  const body = {
    data: {},
    metadata: { id, recordedAt: new Date(recordedAt).toISOString() },
    stream,
    type: 'tried',
  };
  return { id, type: 'tried', recordedAt, body: JSON.stringify(body) };
}
