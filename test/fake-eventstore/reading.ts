import type { ServerWritableStream } from '@grpc/grpc-js';
import streams, { type ReadReq, type ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { FakeLog, LoggedEvent } from './log.js';
import {
  caughtUpMessage,
  checkpointMessage,
  confirmationMessage,
  errors,
  eventMessage,
  nameIn,
  notFoundMessage,
} from './messages.js';

export type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

/** The server's default for a filter that names no window. */
const SEARCH_WINDOW = 32;

/** Writes to a call no faster than it is read. False once the caller has gone. */
async function send(call: ReadCall, message: ReadResp): Promise<boolean> {
  if (isGone(call)) return false;
  if (!call.write(message))
    await new Promise<void>((resolve) => {
      const go = (): void => {
        call.off('drain', go).off('cancelled', go).off('close', go);
        resolve();
      };
      call.on('drain', go).on('cancelled', go).on('close', go);
    });
  return !isGone(call);
}

function isGone(call: ReadCall): boolean {
  return call.cancelled || call.destroyed;
}

/** Reads a stream, or `$all`, once. */
export async function readOnce(call: ReadCall, log: FakeLog): Promise<void> {
  const options = call.request.getOptions();
  const stream = options?.getStream();
  const all = options?.getAll();
  const backwards = options?.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS;
  if (stream !== undefined) {
    const name = nameIn(stream.getStreamIdentifier());
    if (log.isDeleted(name)) {
      call.emit('error', errors.streamDeleted(name));
      return;
    }
    if (log.of(name).length === 0) await send(call, notFoundMessage(name));
  }
  if (all !== undefined && isPastTheEnd(all, log)) {
    call.emit('error', errors.invalidPosition());
    return;
  }
  const count = Number(options?.getCount() ?? 0);
  const found =
    stream === undefined
      ? ofAll(all, log, backwards, count)
      : ofStream(stream, log, backwards).slice(0, count);
  for (const event of found) if (!(await send(call, eventMessage(event)))) return;
  call.end();
}

function ofStream(
  options: ReadReq.Options.StreamOptions,
  log: FakeLog,
  backwards: boolean,
): readonly LoggedEvent[] {
  const own = log.of(nameIn(options.getStreamIdentifier()));
  const from = options.hasRevision() ? BigInt(options.getRevision()) : options.hasEnd() ? undefined : 0n;
  return backwards
    ? own.filter(({ revision }) => from === undefined || revision <= from).toReversed()
    : own.filter(({ revision }) => from !== undefined && revision >= from);
}

function ofAll(
  options: ReadReq.Options.AllOptions | undefined,
  log: FakeLog,
  backwards: boolean,
  count: number,
): readonly LoggedEvent[] {
  const atEnd = options?.hasEnd() === true;
  const start = atEnd
    ? log.events.length
    : indexFrom(log, BigInt(options?.getPosition()?.getCommitPosition() ?? 0));
  if (backwards) return log.events.slice(Math.max(0, start - count), start).toReversed();
  return log.events.slice(start, start + count);
}

function isPastTheEnd(options: ReadReq.Options.AllOptions, log: FakeLog): boolean {
  return BigInt(options.getPosition()?.getCommitPosition() ?? 0) > log.end();
}

/** Index of the first event at a place or past it. */
function indexFrom(log: FakeLog, position: bigint): number {
  const { events } = log;
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle]?.position ?? position) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Follows `$all`, filtered by prefixes of stream names: catch-up in pages of a window, each of which is told of by a
 * checkpoint; then live, with a checkpoint after as many events as a window holds.
 */
export async function subscribe(call: ReadCall, log: FakeLog, dropped: AbortSignal): Promise<void> {
  const options = call.request.getOptions();
  const filter = options?.getFilter();
  const prefixes = filter?.getStreamIdentifier()?.getPrefixList();
  const window = filter === undefined ? Infinity : filter.hasMax() ? filter.getMax() : SEARCH_WINDOW;
  const interval = window * (filter?.getCheckpointintervalmultiplier() ?? 1);
  const matches = ({ stream }: LoggedEvent): boolean =>
    prefixes === undefined || prefixes.some((prefix) => stream.startsWith(prefix));

  const position = options?.getAll()?.getPosition();
  let checkpoint = position === undefined ? -1n : BigInt(position.getCommitPosition());
  let told = -1n;
  let considered = 0;
  const isOver = () => isGone(call) || dropped.aborted;

  async function tell(): Promise<void> {
    if (filter === undefined || checkpoint <= told || checkpoint < 0n) return;
    told = checkpoint;
    await send(call, checkpointMessage(checkpoint));
  }

  async function page(isLive: boolean): Promise<boolean> {
    const start = indexFrom(log, checkpoint + 1n);
    const events = log.events.slice(start, start + Math.min(window, 1_000));
    for (const event of events) {
      if (isOver()) return false;
      considered++;
      if (matches(event)) await send(call, eventMessage(event));
      if (matches(event) || isLive) checkpoint = event.position;
      if (isLive && considered % interval === 0) await tell();
    }
    const last = events.at(-1);
    if (last === undefined) return false;
    if (isLive) return true;
    // At the end, the place from which the page was read is told, not the one that was reached.
    if (events.length < Math.min(window, 1_000)) await tell();
    checkpoint = last.position;
    if (events.length === window) await tell();
    return true;
  }

  await send(call, confirmationMessage(crypto.randomUUID()));
  while (!isOver() && (await page(false)));
  await send(call, caughtUpMessage());
  while (!isOver()) {
    const more = new Promise<void>((resolve) => {
      const off = log.onAppended(done);
      function done(): void {
        off();
        call.off('cancelled', done).off('close', done);
        dropped.removeEventListener('abort', done);
        resolve();
      }
      call.on('cancelled', done).on('close', done);
      dropped.addEventListener('abort', done);
    });
    if (await page(true)) continue;
    await more;
  }
  if (dropped.aborted && !call.cancelled) call.emit('error', errors.notReady());
}
