/** A process that does nothing but read `$all` with the vendor's client, and throws away what it gets. */
import { EventStoreDBClient, START } from '@eventstore/db-client';
import { timed } from './measure.js';

const [connectionString = '', prefix = '', count = '0', from] = process.argv.slice(2);
process.once('disconnect', () => process.exit());
const took = await timed(async () => {
  const client = EventStoreDBClient.connectionString(connectionString);
  const fromPosition = from === undefined ? START : { commit: BigInt(from), prepare: BigInt(from) };
  let left = Number(count);
  for await (const { event } of client.readAll({ fromPosition }))
    if (event?.streamId.startsWith(prefix) === true && --left === 0) break;
});
process.send?.(took);
process.exit();
