import { loadConfig, openNotices } from '@acta/runtime';
import { startNotifier } from './notifier.js';
import { whenDue } from './schedule.js';
import { openServices } from './services.js';

const tell = (line: string): void => void process.stderr.write(`acta-notifier: ${line}\n`);

/** How long what is on its way may take to end once the service is told to stop. */
const DRAIN_MS = 10_000;

try {
  const config = loadConfig(process.env);
  const services = await openServices(config, tell);
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.on('SIGTERM', stop).on('SIGINT', stop);
  const notices = await openNotices(config, (why) => tell(`standing by: ${why}`), stopping.signal);
  if (notices !== undefined) {
    const { store } = notices;
    const notifier = await startNotifier({ ...services, ...notices, config, whenDue, clock: Date.now, tell });
    const end = (): void => {
      void notifier.stop();
      setTimeout(() => process.exit(1), DRAIN_MS).unref();
    };
    if (stopping.signal.aborted) end();
    stopping.signal.addEventListener('abort', end);
    try {
      await notifier.ended;
    } finally {
      services.close();
      store.close();
    }
  }
} catch (error) {
  tell(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
