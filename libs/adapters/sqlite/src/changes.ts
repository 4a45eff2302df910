/** How often a reader looks for what another process has written, in milliseconds. */
const POLL_MS = 200;

/** A reader beside the writer looks again after a while; `signal` ends the wait. */
export function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, POLL_MS);
    signal.addEventListener('abort', wake);
  });
}
