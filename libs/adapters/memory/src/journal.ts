import type { GroupSelection, Journal, StoredEvent } from '@acta/application';

/** Everything that was appended. */
export interface Log {
  events: StoredEvent[];
  /** Of each position; that of no event first. */
  digests: Buffer[];
  streams: Map<string, { events: StoredEvent[]; ids: string[] }>;
}

export function createJournal(
  log: Log,
  { prefix, groupOf }: { prefix: string; groupOf: (streamName: string) => string | undefined },
): Omit<Journal, 'changed'> {
  const upToPosition = (upTo: number) => log.events.slice(0, upTo);
  const selected = ({ group, streams, upTo }: GroupSelection) =>
    upToPosition(upTo).filter(({ stream }) => {
      if (!stream.startsWith(prefix)) return false;
      const name = stream.slice(prefix.length);
      return groupOf(name) === group && (streams?.some((start) => name.startsWith(start)) ?? true);
    });

  return {
    head() {
      const newest = log.events.at(-1);
      return { position: log.events.length, recordedAt: newest?.recordedAt ?? 0 };
    },
    positionAt: (instant) => log.events.findLastIndex((event) => event.recordedAt <= instant) + 1,
    recordedAt(position) {
      const event = log.events[position - 1];
      if (event === undefined) throw new RangeError(`the journal holds no position ${position}`);
      return event.recordedAt;
    },
    digest(position) {
      const digest = log.digests[position];
      if (digest === undefined) throw new RangeError(`the journal holds no position ${position}`);
      return digest.toString('hex');
    },
    stream: (name, upTo, from = 0) =>
      (log.streams.get(name)?.events ?? []).slice(from).filter((event) => event.position <= upTo),
    group: (selection) => selected(selection),
    streamsOf: (selection) => [...new Set(selected(selection).map(({ stream }) => stream))].sort(),
    streams(start, upTo) {
      const names = new Set(upToPosition(upTo).map((event) => event.stream));
      return [...names].filter((name) => name.startsWith(start)).sort();
    },
    classifying: (position) =>
      log.events.slice(position).filter(({ body }) => body.includes('"classification":')),
    after: (position, limit) => log.events.slice(position, position + limit),
  };
}
