/** How often a reader looks for what another process has written, in milliseconds. */
const POLL_MS = 200;

/** Tells the subscriptions of this process that something was committed. */
export function createChanges() {
  const waiting = new Set<() => void>();
  return {
    notify(): void {
      for (const wake of waiting) wake();
    },
    next: (signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        const wake = () => {
          waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        waiting.add(wake);
        signal.addEventListener('abort', wake);
      }),
  };
}

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
