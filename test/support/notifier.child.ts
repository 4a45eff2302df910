import { loadConfig, openFeedSource, openNotices } from '@acta/runtime';
import { startNotifier } from '@acta/notifier';
import { FakeDeliverers, partsFor } from './notifier.js';

/** The notification service in a process of its own, whose messages are lines of the file that is named. */
const config = loadConfig(process.env);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const stopping = new AbortController();
process.on('SIGTERM', () => stopping.abort());
const notices = await openNotices(config, (why) => say(`standing by: ${why}`), stopping.signal);
if (notices !== undefined) {
  const notifier = await startNotifier({
    ...partsFor(new FakeDeliverers(process.argv[2])),
    ...notices,
    config,
    source: await openFeedSource(config),
    clock: Date.now,
    tell: say,
  });
  say(`at ${notifier.url}`);
  stopping.signal.addEventListener('abort', () => void notifier.stop());
  await notifier.ended;
  notices.store.close();
}
