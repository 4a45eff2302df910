import { AppendRefused, MAX_APPEND_BYTES } from './ports/event-store.js';

/** What events take of what one append may hold: bytes of their bodies' UTF-8. */
export function bytesOf(events: readonly { body: string }[]): number {
  return events.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
}

/** That one append may hold these events. @throws AppendRefused */
export function assertSize(stream: string, events: readonly { body: string }[]): void {
  if (events.length === 0) throw new AppendRefused(`${stream}: an append holds at least one event`);
  const bytes = bytesOf(events);
  if (bytes > MAX_APPEND_BYTES)
    throw new AppendRefused(
      `${stream}: the append holds ${bytes} bytes of events; at most ${MAX_APPEND_BYTES} are taken at once: split it`,
    );
}
