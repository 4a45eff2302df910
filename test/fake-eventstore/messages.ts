import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import shared, { type StreamIdentifier as Identifier } from '@eventstore/db-client/generated/shared_pb.js';
import streams, {
  type AppendResp as Appended,
  type ReadResp as Answer,
} from '@eventstore/db-client/generated/streams_pb.js';
import type { LoggedEvent, Outcome } from './log.js';

const { Empty, StreamIdentifier, UUID } = shared;
const { AppendResp, ReadResp } = streams;

/** Ticks of .NET, which the server counts in, of a hundred nanoseconds. */
const TICKS_PER_MILLISECOND = 10_000n;

/** An answer of a reading call that holds an event. */
export function eventMessage(event: LoggedEvent): Answer {
  const recorded = new ReadResp.ReadEvent.RecordedEvent();
  const id = new UUID();
  id.setString(event.id);
  recorded.setId(id);
  recorded.setStreamIdentifier(identifierOf(event.stream));
  recorded.setStreamRevision(String(event.revision));
  recorded.setCommitPosition(String(event.position));
  recorded.setPreparePosition(String(event.position));
  const metadata = recorded.getMetadataMap();
  metadata.set('type', event.type);
  metadata.set('created', String(BigInt(event.created) * TICKS_PER_MILLISECOND));
  metadata.set('content-type', event.isJson ? 'application/json' : 'application/octet-stream');
  recorded.setData(event.data);
  recorded.setCustomMetadata(event.metadata);
  const read = new ReadResp.ReadEvent();
  read.setEvent(recorded);
  read.setCommitPosition(String(event.position));
  const answer = new ReadResp();
  answer.setEvent(read);
  return answer;
}

export function checkpointMessage(position: bigint): Answer {
  const checkpoint = new ReadResp.Checkpoint();
  checkpoint.setCommitPosition(String(position));
  checkpoint.setPreparePosition(String(position));
  const answer = new ReadResp();
  answer.setCheckpoint(checkpoint);
  return answer;
}

export function confirmationMessage(subscriptionId: string): Answer {
  const confirmation = new ReadResp.SubscriptionConfirmation();
  confirmation.setSubscriptionId(subscriptionId);
  const answer = new ReadResp();
  answer.setConfirmation(confirmation);
  return answer;
}

export function caughtUpMessage(): Answer {
  const answer = new ReadResp();
  answer.setCaughtUp(new ReadResp.CaughtUp());
  return answer;
}

export function notFoundMessage(stream: string): Answer {
  const missing = new ReadResp.StreamNotFound();
  missing.setStreamIdentifier(identifierOf(stream));
  const answer = new ReadResp();
  answer.setStreamNotFound(missing);
  return answer;
}

export function appendMessage(outcome: Exclude<Outcome, { kind: 'deleted' }>): Appended {
  const answer = new AppendResp();
  if (outcome.kind === 'written') {
    const success = new AppendResp.Success();
    success.setCurrentRevision(String(outcome.revision));
    const position = new AppendResp.Position();
    position.setCommitPosition(String(outcome.position));
    position.setPreparePosition(String(outcome.position));
    success.setPosition(position);
    answer.setSuccess(success);
    return answer;
  }
  const conflict = new AppendResp.WrongExpectedVersion();
  if (outcome.actual === 'no_stream') conflict.setCurrentNoStream(new Empty());
  else conflict.setCurrentRevision(String(outcome.actual));
  answer.setWrongExpectedVersion(conflict);
  return answer;
}

/** An error as the server words it (RpcExceptions). */
function rpcError(
  code: status,
  details: string,
  trailers: Record<string, string> = {},
): Partial<ServiceError> {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value);
  return { code, details, metadata };
}

export const errors = {
  streamDeleted: (stream: string) =>
    rpcError(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
      exception: 'stream-deleted',
      'stream-name': stream,
    }),
  tooBig: (bytes: number) =>
    rpcError(status.INVALID_ARGUMENT, `Maximum Append Size of ${String(bytes)} Exceeded.`, {
      exception: 'maximum-append-size-exceeded',
      'maximum-append-size': String(bytes),
    }),
  accessDenied: () => rpcError(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' }),
  unauthenticated: () => rpcError(status.UNAUTHENTICATED, 'Unauthenticated'),
  timeout: () => rpcError(status.ABORTED, 'Operation timed out: fake'),
  notReady: () => rpcError(status.UNAVAILABLE, 'Server Is Not Ready'),
  invalidPosition: () => rpcError(status.INVALID_ARGUMENT, 'Trying to read from an invalid position.'),
  notLeader: (host: string, port: number) =>
    rpcError(status.NOT_FOUND, 'Leader info available', {
      exception: 'not-leader',
      'leader-endpoint-host': host,
      'leader-endpoint-port': String(port),
    }),
};

function identifierOf(stream: string): Identifier {
  const identifier = new StreamIdentifier();
  identifier.setStreamName(new Uint8Array(Buffer.from(stream)));
  return identifier;
}

export function nameIn(identifier: Identifier | undefined): string {
  return Buffer.from(identifier?.getStreamName_asU8() ?? []).toString();
}
