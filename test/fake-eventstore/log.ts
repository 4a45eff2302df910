/** An event in the log of the fake, in the order in which it was written. */
export interface LoggedEvent {
  stream: string;
  revision: bigint;
  id: string;
  type: string;
  isJson: boolean;
  data: Uint8Array;
  metadata: Uint8Array;
  /** Milliseconds since the epoch. */
  created: number;
  /** Where it starts in the log, in bytes: its commit and its prepare position. */
  position: bigint;
}

export type ProposedEvent = Pick<LoggedEvent, 'id' | 'type' | 'isJson' | 'data' | 'metadata'>;

export type Expected = 'any' | 'stream_exists' | 'no_stream' | bigint;

export type Outcome =
  | { kind: 'written'; revision: bigint; position: bigint }
  | { kind: 'conflict'; actual: bigint | 'no_stream' }
  | { kind: 'deleted' };

/** A deleted stream's tombstone carries the greatest signed 64-bit number. */
const TOMBSTONE_REVISION = 2n ** 63n - 1n;

/** The log of a server, in memory: what it holds outlives the server that serves it. */
export interface FakeLog {
  readonly events: readonly LoggedEvent[];
  /** Where the next event will start. */
  end(): bigint;
  /** The rules of IndexWriter.CheckCommit: an expectation that is passed holds for the same ids alone. */
  append(stream: string, expected: Expected, events: readonly ProposedEvent[]): Outcome;
  of(stream: string): readonly LoggedEvent[];
  isDeleted(stream: string): boolean;
  /** Deletes a stream for good. */
  tombstone(stream: string): void;
  /** Takes an event out, as no server does, and gives it. */
  remove(stream: string, revision: bigint): LoggedEvent | undefined;
  /** Puts an event back in its place, as a backup does. */
  putBack(event: LoggedEvent): void;
  /** Takes out all that was written after a place. */
  truncateAfter(position: bigint): void;
  /** Changes the data of an event in its place. */
  alter(stream: string, revision: bigint, data: string): void;
  /** Calls back after each append. Returns how to stop that. */
  onAppended(told: () => void): () => void;
}

export function createFakeLog(clock: () => number = Date.now): FakeLog {
  let events: LoggedEvent[] = [];
  const streams = new Map<string, LoggedEvent[]>();
  const deleted = new Set<string>();
  const listeners = new Set<() => void>();
  let end = 0n;

  const of = (stream: string): LoggedEvent[] => streams.get(stream) ?? [];

  function put(stream: string, revision: bigint, event: ProposedEvent): LoggedEvent {
    const logged = { ...event, stream, revision, created: clock(), position: end };
    events.push(logged);
    const own = of(stream);
    own.push(logged);
    streams.set(stream, own);
    end += BigInt(100 + event.data.length + event.metadata.length);
    return logged;
  }

  function check(stream: string, expected: Expected, ids: readonly string[]): Outcome | 'write' {
    const own = of(stream);
    const last = own.at(-1)?.revision ?? -1n;
    const conflict: Outcome = { kind: 'conflict', actual: last === -1n ? 'no_stream' : last };
    if (deleted.has(stream)) return { kind: 'deleted' };
    if (expected === 'any') return 'write';
    if (expected === 'stream_exists') return last === -1n ? conflict : 'write';
    const at = expected === 'no_stream' ? -1n : expected;
    if (at === last) return 'write';
    if (at > last) return conflict;
    const stands = ids.map(
      (id, i) => own.find(({ revision }) => revision === at + 1n + BigInt(i))?.id === id,
    );
    const written = own.find(({ revision }) => revision === at + BigInt(ids.length));
    if (written === undefined || ids.length === 0 || !stands.every(Boolean)) return conflict;
    return { kind: 'written', revision: written.revision, position: written.position };
  }

  return {
    get events() {
      return events;
    },
    end: () => end,
    of,
    isDeleted: (stream) => deleted.has(stream),
    append(stream, expected, proposed) {
      const checked = check(
        stream,
        expected,
        proposed.map(({ id }) => id),
      );
      if (checked !== 'write') return checked;
      let revision = of(stream).at(-1)?.revision ?? -1n;
      let position = end;
      for (const event of proposed) ({ revision, position } = put(stream, revision + 1n, event));
      for (const told of listeners) told();
      return { kind: 'written', revision, position };
    },
    tombstone(stream) {
      deleted.add(stream);
      put(stream, TOMBSTONE_REVISION, {
        id: crypto.randomUUID(),
        type: '$streamDeleted',
        isJson: false,
        data: new Uint8Array(),
        metadata: new Uint8Array(),
      });
      for (const told of listeners) told();
    },
    remove(stream, revision) {
      const removed = of(stream).find((each) => each.revision === revision);
      events = events.filter((each) => each.stream !== stream || each.revision !== revision);
      streams.set(
        stream,
        of(stream).filter((each) => each.revision !== revision),
      );
      return removed;
    },
    putBack(event) {
      const byPlace = (a: LoggedEvent, b: LoggedEvent): number => Number(a.position - b.position);
      events = [...events, event].sort(byPlace);
      streams.set(event.stream, [...of(event.stream), event].sort(byPlace));
    },
    truncateAfter(position) {
      events = events.filter((each) => each.position <= position);
      for (const [stream, own] of streams)
        streams.set(
          stream,
          own.filter((each) => each.position <= position),
        );
      const last = events.at(-1);
      end = last === undefined ? 0n : last.position + BigInt(100 + last.data.length + last.metadata.length);
    },
    alter(stream, revision, data) {
      const event = of(stream).find((each) => each.revision === revision);
      if (event !== undefined) event.data = new Uint8Array(Buffer.from(data));
    },
    onAppended(told) {
      listeners.add(told);
      return () => listeners.delete(told);
    },
  };
}
