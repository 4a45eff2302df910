import { type Config, type Watch, loadConfig, openNotices, openWatch, unwatched } from '@acta/runtime';
import { startNotifier } from './notifier.js';
import { whenDue } from './schedule.js';
import { openServices } from './services.js';

/** How long what is on its way may take to end once the service is told to stop. */
const DRAIN_MS = 10_000;

async function run(config: Config, watch: Watch): Promise<void> {
  const tell = (line: string): void => watch.log.info(line);
  const services = await openServices(config, tell);
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.on('SIGTERM', stop).on('SIGINT', stop);
  const notices = await openNotices(config, (why) => tell(`standing by: ${why}`), stopping.signal);
  if (notices === undefined) return;
  try {
    const parts = { ...services, ...notices, config, whenDue, clock: Date.now, tell, watch };
    const notifier = await startNotifier(parts);
    const end = (): void => {
      void notifier.stop();
      setTimeout(() => process.exit(1), DRAIN_MS).unref();
    };
    if (stopping.signal.aborted) end();
    stopping.signal.addEventListener('abort', end);
    await notifier.ended;
  } finally {
    services.close();
    notices.store.close();
  }
}

let watch: Watch = unwatched('acta-notifier');
try {
  const config = loadConfig(process.env);
  watch = await openWatch(config, { name: 'notifier', prefix: 'acta-notifier' });
  await run(config, watch);
} catch (error) {
  watch.log.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await watch.close();
}
