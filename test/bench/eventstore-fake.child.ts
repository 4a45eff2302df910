/** The fake in a process of its own, with a log that the row asks for: its memory and its processor are not the adapter's. */
import { createFakeLog } from '../fake-eventstore/log.js';
import { startFakeEventStore } from '../fake-eventstore/server.js';
import { meetingsIn } from './eventstore-log.js';

const [prefix = '', count = '0'] = process.argv.slice(2);
const log = createFakeLog();
for (const { stream, events } of meetingsIn(prefix, Number(count)))
  log.append(
    stream,
    'no_stream',
    events.map((event) => ({ ...event, isJson: true })),
  );
const { connectionString } = await startFakeEventStore({ log });
process.once('disconnect', () => process.exit());
process.send?.(connectionString);
