import type { NewEvent } from '@acta/application';
import { canonicalForm } from '@acta/domain';
import { randomUUID } from 'node:crypto';

/** Finished events of one append to a stream, by its full name; their data say what is given. */
export function eventsOf(stream: string, ...said: string[]): NewEvent[] {
  return said.map((text, i) => {
    const id = randomUUID();
    const recordedAt = Date.now();
    const metadata = {
      id,
      schemaVersion: 1,
      recordedAt: new Date(recordedAt).toISOString(),
      part: [i + 1, said.length],
    };
    const type = 'outcome-recorded';
    return { id, type, recordedAt, body: canonicalForm({ stream, type, metadata, data: { text } }) };
  });
}

/** What the events of a journal say. */
export function said(events: readonly { body: string }[]): unknown[] {
  return events.map(({ body }) => (JSON.parse(body) as { data: { text?: unknown } }).data.text);
}
