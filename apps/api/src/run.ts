import type { Acta } from '@acta/runtime';
import { serve } from './serve.js';

/**
 * Serves until SIGTERM or SIGINT, then drains and closes the record. Resolves to the exit code.
 * @param announce told the address once requests are answered
 */
export async function serveUntilStopped(acta: Acta, announce: (url: string) => void): Promise<number> {
  const served = await serve(acta);
  announce(served.url);
  await new Promise<void>((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
  await served.stop();
  await acta.close();
  return 0;
}
