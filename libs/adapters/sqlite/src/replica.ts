import type { Journal, Replica, SourceEvent } from '@acta/application';
import { pause } from './changes.js';
import { assertReplica, claimForReplica, type Followed } from './claim.js';
import { type Durability, resolvePath } from './database.js';
import { openJournal, type SqliteJournal } from './journal.js';
import type { AppendRequest, Taking } from './messages.js';
import { StoreRefused } from './refused.js';
import { assertKeepable, requestOf, type StreamNames } from './request.js';
import type { Writer } from './writer.js';
import { openWritten } from './writing.js';

export interface SqliteReplicaOptions extends StreamNames, Followed {
  /** The journal's file; created in mode `write`. Its folder must exist and be on a local disk. */
  file: string;
  /** One process at a time takes; any number may read beside it. */
  mode: 'write' | 'read';
  /**
   * Called once if the file fails while writing. What is being taken has an unknown outcome then, and the process must
   * stop. Default: throws, uncaught.
   */
  onFatal?: (error: Error) => void;
}

/** A journal in a file that follows a log kept elsewhere. */
export interface SqliteReplica extends Replica {
  /** What the writing connection reads back. @throws StoreRefused read-only */
  durability(): Promise<Durability>;
}

/**
 * Opens a replica's file. What is taken is written by the store's own writer, in its thread: a batch of 500 events keeps
 * this one busy for a millisecond, instead of the six that writing takes. It is marked as one: the embedded store refuses to write it, and it follows no other log.
 * @throws StoreRefused missing, not-ours, newer, older, locked, corrupt, not-durable, inaccessible, not-this-replica
 */
export async function openSqliteReplica(options: SqliteReplicaOptions): Promise<SqliteReplica> {
  const file = resolvePath(options.file);
  const { mode, prefix, source, onFatal } = options;
  if (mode === 'write') {
    const written = await openWritten(file, {
      prefix,
      claim: (db) => claimForReplica(db, { prefix, source }),
      ...(onFatal === undefined ? {} : { onFatal }),
    });
    return assemble(options, written);
  }
  const journal = openJournal(file, { prefix });
  try {
    assertReplica(file, journal.followed(), { prefix, source });
  } catch (error) {
    journal.close();
    throw error;
  }
  return assemble(options, {
    journal,
    changed: pause,
    close: async () => journal.close(),
  });
}

interface Parts {
  journal: SqliteJournal;
  changed: Journal['changed'];
  writer?: Writer;
  close(): Promise<void>;
}

function assemble(options: SqliteReplicaOptions, { journal, changed, writer, close }: Parts): SqliteReplica {
  let closing: Promise<void> | undefined;

  function writing(): Writer {
    if (writer !== undefined) return writer;
    throw new StoreRefused(
      'read-only',
      `${options.file} is open for reading: another process follows the log, or open it for writing to`,
    );
  }

  return {
    journal: { ...journal, changed },
    newest() {
      const { newestPosition, newestSource } = journal.followed() ?? {};
      if (typeof newestPosition !== 'number' || typeof newestSource !== 'string') return undefined;
      const [event] = journal.after(newestPosition - 1, 1);
      return event === undefined ? undefined : { event, source: newestSource };
    },
    cursor: () => journal.followed()?.cursor ?? undefined,
    // async: whatever is wrong arrives as a rejection.
    async take(events, cursor) {
      return writing().take(takingOf(options, events, cursor));
    },
    async durability() {
      return writing().durability();
    },
    close: () => (closing ??= close()),
  };
}

function takingOf(names: StreamNames, events: readonly SourceEvent[], cursor: string): Taking {
  const requests = runsOf(events).map((run) => requestOfRun(names, run));
  return { requests, cursor, newest: events.at(-1)?.source ?? null };
}

/** Neighbours of one stream whose revisions follow each other: as they may have been appended. */
function runsOf(events: readonly SourceEvent[]): SourceEvent[][] {
  const runs: SourceEvent[][] = [];
  for (const event of events) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (last?.stream === event.stream && last.revision + 1n === event.revision) run?.push(event);
    else runs.push([event]);
  }
  return runs;
}

function requestOfRun(names: StreamNames, run: readonly SourceEvent[]): AppendRequest {
  const [{ stream, revision }] = run as [SourceEvent];
  assertKeepable(stream, run);
  return requestOf(names, stream, revision === 0n ? 'noStream' : revision - 1n, run);
}
