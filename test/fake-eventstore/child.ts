/**
 * The fake in a process of its own: tells its connection string to its parent, then does what it is told. It ends with
 * its parent.
 */
import { type Faults, startFakeEventStore } from './server.js';

/** What the parent may say. Each order is answered with how many faults of appends are still to come. */
export type Order = { faults: Partial<Faults> } | { drop: true };

/** What the fake says: where it is, once; then what each order is answered with. */
export type Told = { connectionString: string } | { appendsToCome: number };

const fake = await startFakeEventStore();
const tell = (told: Told): void => void process.send?.(told);

process.on('message', (order: Order) => {
  if ('faults' in order) Object.assign(fake.faults, order.faults);
  else fake.dropSubscriptions();
  tell({ appendsToCome: fake.faults.appends.length });
});
process.on('disconnect', () => process.exit());
tell({ connectionString: fake.connectionString });
