import {
  AccessDeniedError,
  type AllStreamResolvedEvent,
  BACKWARDS,
  CancelledError,
  DeadlineExceededError,
  END,
  EventStoreDBClient,
  FORWARDS,
  MaxAppendSizeExceededError,
  NotLeaderError,
  START,
  STREAM_NAME,
  StreamDeletedError,
  StreamNotFoundError,
  type StreamingRead,
  TimeoutError,
  UnavailableError,
  WrongExpectedVersionError,
  isCommandError,
} from '@eventstore/db-client';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import services, {
  type ServerFeaturesClient as Features,
} from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import { Conflict, EventStoreFailure } from './failure.js';
import type { Connection } from './options.js';
import { type EventStoreClient, SEARCH_WINDOW, type SourceRecord } from './source.js';
import { batchesOf } from './subscribed.js';

const { ServerFeaturesClient } = services;
const { Empty } = shared;

/** Items that wait between the connection and who reads them: it stops reading past them. */
const WAITING = 512;

/** Nobody: credentials with the call make the client append by one unary call, and a server without security reads none. */
const NOBODY = { username: '', password: '' };

/** @throws EventStoreFailure settings */
export function connect(connection: Connection): EventStoreClient {
  const { deadlineMs } = connection;
  const credentials = connection.credentials ?? NOBODY;
  const client = clientOf(connection);

  return {
    async append(stream, expected, events) {
      const proposed = events.map((event) => ({
        ...event,
        contentType: 'application/json' as const,
        data: event.data as Record<string, unknown>,
      }));
      const written = await client
        .appendToStream(stream, proposed, {
          expectedRevision: expected === 'noStream' ? 'no_stream' : expected,
          credentials,
          requiresLeader: connection.requiresLeader,
        })
        .catch(rethrow);
      return written.nextExpectedRevision;
    },
    async readStream(stream, from, limit) {
      const read = client.readStream(stream, {
        ...(from === 'last'
          ? { direction: BACKWARDS, fromRevision: END }
          : { direction: FORWARDS, fromRevision: from }),
        maxCount: limit,
        credentials,
      });
      try {
        const found = await collect(read, deadlineMs);
        return found.flatMap(({ event }) =>
          event === undefined
            ? []
            : [{ revision: event.revision, id: event.id, type: event.type, data: event.data }],
        );
      } catch (error) {
        if (error instanceof StreamNotFoundError) return undefined;
        return rethrow(error);
      }
    },
    async readAll(from, limit) {
      const read = client.readAll({ fromPosition: from, maxCount: limit, credentials });
      return recordsOf(await collect(read, deadlineMs).catch(rethrow));
    },
    async newest() {
      const read = client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1, credentials });
      return recordsOf(await collect(read, deadlineMs).catch(rethrow))[0];
    },
    subscribeToAll(from, prefix) {
      const subscription = client.subscribeToAll(
        {
          fromPosition: from ?? START,
          credentials,
          filter: {
            filterOn: STREAM_NAME,
            prefixes: [prefix],
            maxSearchWindow: SEARCH_WINDOW,
            checkpointInterval: 1,
            // In its turn behind the events before it.
            checkpointReached: (reading, place) => void reading.push({ checkpoint: place }),
          },
        },
        { highWaterMark: WAITING },
      );
      return batchesOf(subscription, failureOf, recordOf);
    },
    version: () => within(deadlineMs, versionOf(client, deadlineMs)).catch(rethrow),
    close: () => client.dispose(),
  };
}

function clientOf({ connectionString }: Connection): EventStoreDBClient {
  try {
    return EventStoreDBClient.connectionString(connectionString);
  } catch (error) {
    // The client's words quote the string.
    const expected = error instanceof Error ? /expected .*$/.exec(error.message)?.[0] : undefined;
    const reason =
      error instanceof Error && error.message.includes('certificate') ? error.message : (expected ?? '');
    throw new EventStoreFailure(
      'settings',
      `the connection string cannot be used${reason === '' ? '' : ` (${reason})`}: it reads esdb://host:2113 or esdb+discover://name:2113, with settings behind a question mark`,
    );
  }
}

/** What the client makes its own calls with, and shows to nobody. */
interface Calling {
  execute<T>(
    service: typeof ServerFeaturesClient,
    name: string,
    call: (grpc: Features) => Promise<T>,
  ): Promise<T>;
}

/** What the server says it is. The client asks this for its own use too, but without a deadline. */
function versionOf(client: EventStoreDBClient, deadlineMs: number): Promise<string> {
  const ask = (grpc: Features): Promise<string> =>
    new Promise((resolve, reject) => {
      const call = grpc.getSupportedMethods(new Empty(), (error, answer) => {
        clearTimeout(timer);
        if (error === null) resolve(answer.getEventStoreServerVersion());
        else if (codeOf(error) === UNIMPLEMENTED) resolve('unknown');
        else reject(error);
      });
      const timer = setTimeout(() => call.cancel(), deadlineMs);
    });
  return (client as unknown as Calling).execute(ServerFeaturesClient, 'version', ask);
}

async function collect<T>(read: StreamingRead<T>, deadlineMs: number): Promise<T[]> {
  const found: T[] = [];
  const timer = setTimeout(() => read.destroy(late(deadlineMs)), deadlineMs);
  // What the call below reports once nobody reads any more would be nobody's error.
  read.on('error', () => undefined);
  try {
    for await (const item of read) found.push(item);
    return found;
  } finally {
    clearTimeout(timer);
    // The call below ends with what is read from it, or was never made.
    read.cancel().catch(() => undefined);
  }
}

async function within<T>(deadlineMs: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late(deadlineMs)), deadlineMs);
  });
  return Promise.race([answer, tooLate]).finally(() => clearTimeout(timer));
}

function late(deadlineMs: number): EventStoreFailure {
  return new EventStoreFailure(
    'unanswered',
    `EventStoreDB gave no answer within ${String(deadlineMs)} ms: look whether the server is overloaded, and whether the network lets its answers through`,
  );
}

function recordsOf(resolved: readonly AllStreamResolvedEvent[]): SourceRecord[] {
  return resolved.flatMap((each) => recordOf(each) ?? []);
}

/** A link as it is, not what it points to. Undefined where neither is there any more. */
function recordOf({ event, link }: AllStreamResolvedEvent): SourceRecord | undefined {
  const record = link ?? event;
  if (record === undefined) return undefined;
  const { streamId: stream, revision, id, type, created, position: place, data, metadata } = record;
  return { stream, revision, id, type, created: created.getTime(), place, data, metadata };
}

function rethrow(error: unknown): never {
  throw failureOf(error);
}

/** What an error of the client means. Those of this adapter and a missing stream are as they are. */
function failureOf(error: unknown): Error {
  if (error instanceof EventStoreFailure || error instanceof StreamNotFoundError) return error;
  if (error instanceof WrongExpectedVersionError)
    return new Conflict(typeof error.actualVersion === 'bigint' ? error.actualVersion : 'noStream');
  const kind = kindOf(error);
  return new EventStoreFailure(kind, MESSAGES[kind](detailOf(error)), { cause: error });
}

const CANCELLED = 1;
const INVALID_ARGUMENT = 3;
const PERMISSION_DENIED = 7;
const UNIMPLEMENTED = 12;
const UNAVAILABLE = 14;
const UNAUTHENTICATED = 16;

const IN_TLS = /certificate|self.signed|\bSSL\b|\bTLS\b|EPROTO|wrong version number|altnames/i;
const NO_PLACE = /invalid position/i;

type Met = Exclude<EventStoreFailure['kind'], 'settings' | 'version'>;

function kindOf(error: unknown): Met {
  const detail = detailOf(error);
  const code = codeOf(error);
  if (error instanceof NotLeaderError) return 'not-leader';
  if (error instanceof StreamDeletedError) return 'deleted';
  if (error instanceof MaxAppendSizeExceededError) return 'too-big';
  if (error instanceof AccessDeniedError || code === PERMISSION_DENIED || code === UNAUTHENTICATED)
    return 'credentials';
  if (error instanceof UnavailableError || code === UNAVAILABLE)
    return IN_TLS.test(detail) ? 'tls' : 'unreachable';
  if (error instanceof DeadlineExceededError || error instanceof TimeoutError) return 'unanswered';
  if (error instanceof CancelledError || code === CANCELLED || detail.startsWith('Failed to discover'))
    return 'unreachable';
  if (code === INVALID_ARGUMENT) return NO_PLACE.test(detail) ? 'no-such-place' : 'too-big';
  return 'unanswered';
}

const MESSAGES: Record<Met, (detail: string) => string> = {
  unreachable: (detail) =>
    `EventStoreDB cannot be reached (${detail}): start it, or correct its address; a server with TLS looks like this to settings that say tls=false`,
  unanswered: (detail) => `EventStoreDB gave no answer that tells the outcome (${detail})`,
  'not-leader': () => 'the node that was asked does not lead the cluster; the next call goes to the leader',
  credentials: (detail) =>
    `EventStoreDB refused the account (${detail}): correct its name and password, and let it read $all and write the log's streams`,
  tls: (detail) =>
    `TLS with EventStoreDB failed (${detail}): name the certificate authority with tlsCAFile, use the host name in its certificate, or say tls=false for a server that runs without security`,
  'too-big': (detail) =>
    `EventStoreDB takes no append of this size (${detail}): raise its MaxAppendSize to 1 MiB`,
  deleted: (detail) => `the stream was deleted in EventStoreDB (${detail})`,
  'no-such-place': (detail) => `EventStoreDB's log does not have that place (${detail})`,
};

function codeOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'number' ? error.code : undefined;
}

function detailOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const words = isCommandError(error) && error.message === '' ? error.type : error.message;
  return words.replace(/\.?\s*Resolution note:\s*$/, '').replace(/\s+/g, ' ');
}
