import { AppendRefused, type ExpectedRevision, type NewEvent } from '@acta/application';
import { type AppendRequest, NO_STREAM } from './messages.js';

/** How a log names its streams. */
export interface StreamNames {
  /** The log's prefix, for example `acta.main.`: what stream names start with. */
  prefix: string;
  /** The group of a stream, by its name without the prefix; undefined for a stream of no group. */
  groupOf: (streamName: string) => string | undefined;
}

/** An append as the writer takes it. */
export function requestOf(
  { prefix, groupOf }: StreamNames,
  stream: string,
  expected: ExpectedRevision,
  events: readonly NewEvent[],
): AppendRequest {
  const creates = expected === 'noStream';
  return {
    stream,
    group: creates && stream.startsWith(prefix) ? (groupOf(stream.slice(prefix.length)) ?? null) : null,
    expected: creates ? NO_STREAM : Number(expected),
    events: events.map(({ id, type, recordedAt, effectiveFrom, body }) => ({
      id,
      type,
      recordedAt,
      effectiveFrom: effectiveFrom ?? null,
      body,
    })),
  };
}

/**
 * Whatever the file could not keep as it is, is refused here: in the writer it would be a failure of the file.
 * @throws AppendRefused
 */
export function assertKeepable(stream: string, events: readonly NewEvent[]): void {
  if (stream === '' || !stream.isWellFormed())
    throw new AppendRefused('a stream needs a name of well-formed text');
  for (const event of events) {
    if (!event.body.isWellFormed() || !event.type.isWellFormed() || !event.id.isWellFormed())
      throw new AppendRefused(
        `${stream}: event ${event.id} holds a lone surrogate, which UTF-8 cannot carry`,
      );
    if (!Number.isSafeInteger(event.recordedAt) || !Number.isSafeInteger(event.effectiveFrom ?? 0))
      throw new AppendRefused(`${stream}: the moments of event ${event.id} must be whole milliseconds`);
  }
}
