/** A process that does nothing but follow the store: the adapter and its replica. */
import { openEventStoreDb } from '@acta/eventstoredb';
import { groupOf } from '@acta/domain';
import { openSqliteReplica } from '@acta/sqlite';
import type { CaughtUp } from './eventstore.js';
import { median } from './measure.js';
import { megabytes } from './served.js';

const SAMPLE_MS = 100;

const [connectionString = '', prefix = '', file = '', count = '0'] = process.argv.slice(2);
process.once('disconnect', () => process.exit());

const start = performance.now();
const replica = await openSqliteReplica({ file, mode: 'write', prefix, groupOf, source: 'esdb' });
const store = await openEventStoreDb({ connection: { connectionString }, replica, prefix });
const resident: number[] = [];
const sampling = setInterval(() => resident.push(megabytes(process.pid, 'VmRSS')), SAMPLE_MS);
const { signal } = new AbortController();
while (replica.journal.head().position < Number(count)) await replica.journal.changed(signal);
const milliseconds = performance.now() - start;
clearInterval(sampling);
const told: CaughtUp = {
  milliseconds,
  usual: median(resident),
  most: megabytes(process.pid, 'VmHWM'),
};
process.send?.(told);
await store.close();
await replica.close();
process.disconnect();
