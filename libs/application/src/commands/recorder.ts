import { createHash } from 'node:crypto';
import {
  type AggregateName,
  type Caller,
  type Command,
  type EventsOf,
  type FinishedEvent,
  History,
  NotIJson,
  type Others,
  type Recorded,
  Refused,
  type States,
  canonicalJson,
  deciders,
  eventFor,
  instantOf,
  schemaVersions,
  streamOf,
} from '@acta/domain';
import { foldStream } from '@acta/projections';
import { KeyReused, invalid } from '../faults.js';
import { type Log, fromStore, fullName, toStore } from '../log.js';
import type { Clock, Ids } from '../ports/clock.js';
import {
  type EventStore,
  type ExpectedRevision,
  type Journal,
  WrongExpectedRevision,
} from '../ports/event-store.js';
import type { KeyVault } from '../ports/key-vault.js';
import { sealPersons } from './personal.js';
import { type Target, targetOf } from './target.js';

/** What recording needs. */
export interface RecorderParts {
  store: Pick<EventStore, 'append'>;
  journal: Pick<Journal, 'head' | 'stream'>;
  vault: Pick<KeyVault, 'keyFor' | 'destroy'>;
  clock: Clock;
  ids: Ids;
  log: Log;
}

/** A validated command, with what its edge knows of it. */
export interface Request {
  command: Command;
  caller: Caller;
  /** Of the caller's making or the edge's: the same id with the same request is the same command. */
  commandId: string;
  /** The facts are of the past, taken over from elsewhere. */
  backfill: boolean;
  /** Data that the server adds once the command is identified, for example what a submitted report froze. */
  added?: Record<string, unknown>;
}

/** What became of a command. `nothing`: it would have changed nothing. `repeated`: it was recorded before. */
export interface Receipt {
  outcome: 'written' | 'repeated' | 'nothing';
  commandId: string;
  stream: string;
  /** Journal position to read from: of the command's last event, or the head where nothing was written. */
  position: number;
  /** Revision of the stream after the command. */
  revision: number;
  /** The events of the command, in order. */
  events: readonly { id: string; type: string; position: number }[];
}

type AnyHistory = { [A in AggregateName]: History<States[A], EventsOf[A]> }[AggregateName];

type Decision =
  | { event: FinishedEvent; candidate: Recorded; history: AnyHistory }
  /** Built once what it rests on is durable: only then are the positions known. */
  | { receipt: () => Receipt }
  | { refused: Refused | KeyReused };

/** How many entries the kept histories may hold together before the least recently used are dropped. */
const KEPT_ENTRIES = 50_000;
const ATTEMPTS = 5;

/**
 * Records commands. Those for one stream are judged in order on a history kept current, each seeing what the ones
 * before it decided, and share commits with all others in flight; each is acknowledged after its own commit. When an
 * append fails, the history and all that was decided on it is dropped, and the commands behind it are judged anew.
 */
export class Recorder {
  readonly #parts: RecorderParts;
  readonly #histories = new Map<string, AnyHistory>();
  /** The newest append of each stream that is not acknowledged yet. */
  readonly #inFlight = new Map<string, Promise<unknown>>();
  #kept = 0;
  #lastStamp = 0;

  constructor(parts: RecorderParts) {
    this.#parts = parts;
  }

  /**
   * @throws Refused by a rule, Invalid, KeyReused, KeyDestroyed; nothing was written. Any other error: the outcome is
   * unknown, and giving the same command again tells it.
   */
  async record(request: Request): Promise<Receipt> {
    const target = targetOf(request.command);
    const data = (await sealPersons(request.command.data, this.#parts.vault)) as Record<string, unknown>;
    const hash = requestHash(target, request, data);
    for (let attempt = 1; ; attempt++) {
      const decision = this.#decide(request, target, { ...data, ...request.added }, hash);
      try {
        if ('event' in decision) return await this.#complete(request, await this.#append(decision));
        // What was decided rests on events that may not be durable yet: it holds once they are.
        await this.#inFlight.get(target.stream);
      } catch (error) {
        const lost = !('event' in decision) || error instanceof WrongExpectedRevision;
        if (!lost || attempt === ATTEMPTS) throw error;
        continue;
      }
      if ('refused' in decision) throw decision.refused;
      return this.#complete(request, decision.receipt());
    }
  }

  /** Does what must follow a recorded command, again for a repeated one: it may have been cut short before. */
  async #complete({ command }: Request, receipt: Receipt): Promise<Receipt> {
    if (command.type === 'erase-person') await this.#parts.vault.destroy(String(command.data['subject']));
    return receipt;
  }

  /** The receipt of a command that was recorded before, if it was. @throws KeyReused, Invalid */
  async recorded(request: Request): Promise<Receipt | undefined> {
    const target = targetOf(request.command);
    const data = (await sealPersons(request.command.data, this.#parts.vault)) as Record<string, unknown>;
    const hash = requestHash(target, request, data);
    const repeated = this.#repeated(this.#history(target), target, request.commandId, hash);
    await this.#inFlight.get(target.stream);
    return repeated?.();
  }

  #decide(request: Request, target: Target, data: Record<string, unknown>, hash: string): Decision {
    const history = this.#history(target);
    const { stream } = target;
    try {
      const repeated = this.#repeated(history, target, request.commandId, hash);
      if (repeated !== undefined) return { receipt: repeated };
    } catch (error) {
      if (error instanceof KeyReused) return { refused: error };
      throw error;
    }
    const event = this.#finish(request, target, data, hash);
    const head = this.#parts.journal.head().position;
    const candidate: Recorded = {
      position: head + history.entries.length + 1,
      stream,
      revision: history.revision + 1,
      recordedAt: Date.parse(event.metadata.recordedAt),
      type: event.type,
      data: event.data,
      metadata: event.metadata,
    };
    const verdict = history.judge(candidate, (at) => this.#others(at));
    if (verdict.admitted) return { event, candidate, history };
    if (verdict.refusal !== undefined) return { refused: new Refused(verdict.refusal) };
    return {
      receipt: () => ({
        outcome: 'nothing',
        commandId: request.commandId,
        stream,
        position: this.#parts.journal.head().position,
        revision: history.revision,
        events: [],
      }),
    };
  }

  async #append({ history, candidate, event }: Extract<Decision, { event: object }>): Promise<Receipt> {
    const finished = toStore(event);
    const { stream } = candidate;
    const expected: ExpectedRevision = history.revision === -1 ? 'noStream' : BigInt(history.revision);
    history.append(candidate);
    this.#kept++;
    const appending = this.#parts.store.append(event.stream, expected, [finished]);
    this.#inFlight.set(stream, appending);
    try {
      const { position, revision } = await appending;
      candidate.position = position;
      return {
        outcome: 'written',
        commandId: event.metadata.commandId,
        stream,
        position,
        revision: Number(revision),
        events: [{ id: finished.id, type: finished.type, position }],
      };
    } catch (error) {
      if (this.#histories.get(stream) === history) this.#drop(stream);
      throw error;
    } finally {
      if (this.#inFlight.get(stream) === appending) this.#inFlight.delete(stream);
    }
  }

  #repeated(
    history: AnyHistory,
    target: Target,
    commandId: string,
    hash: string,
  ): (() => Receipt) | undefined {
    const written = history.writtenBy(commandId);
    const last = written?.at(-1);
    if (written === undefined || last === undefined) return undefined;
    if (last.metadata.requestHash !== hash) throw new KeyReused(commandId);
    return () => ({
      outcome: 'repeated',
      commandId,
      stream: target.stream,
      position: last.position,
      revision: last.revision,
      events: written.map(({ metadata, type, position }) => ({ id: metadata.id, type, position })),
    });
  }

  #finish(
    { command, caller, commandId, backfill }: Request,
    target: Target,
    data: Record<string, unknown>,
    hash: string,
  ): FinishedEvent {
    const { clock, ids, journal, log } = this.#parts;
    const type = eventFor(command.type);
    if (type === undefined) throw invalid('unknown-command', `"${command.type}" is not a command`, '/type');
    const head = journal.head();
    this.#lastStamp = Math.max(clock(), head.recordedAt, this.#lastStamp);
    const { type: _type, stream: _stream, data: _data, ...details } = command;
    return {
      stream: fullName(log, target.stream),
      type,
      data,
      metadata: {
        ...details,
        id: ids.uuid(),
        schemaVersion: schemaVersions[type],
        recordedAt: instantOf(this.#lastStamp),
        actor: caller.subject,
        assurance: caller.assurance,
        actingAs: caller.actingAs,
        ...(backfill ? { backfill } : {}),
        commandId,
        requestHash: hash,
        part: [1, 1],
        judgedAt: head.position,
        $correlationId: commandId,
        $causationId: commandId,
        nonce: ids.nonce(),
      },
    };
  }

  #history({ stream, name }: Target): AnyHistory {
    const kept = this.#histories.get(stream);
    if (kept !== undefined) {
      this.#histories.delete(stream);
      this.#histories.set(stream, kept);
      return kept;
    }
    const history = loadHistory(name.aggregate, this.#entries(stream));
    this.#histories.set(stream, history);
    this.#kept += history.entries.length;
    for (const [oldest, { entries }] of this.#histories) {
      if (this.#kept <= KEPT_ENTRIES || oldest === stream) break;
      this.#histories.delete(oldest);
      this.#kept -= entries.length;
    }
    return history;
  }

  #drop(stream: string): void {
    this.#kept -= this.#histories.get(stream)?.entries.length ?? 0;
    this.#histories.delete(stream);
  }

  #entries(stream: string) {
    const { journal, log } = this.#parts;
    return journal
      .stream(fullName(log, stream), journal.head().position)
      .map((stored) => fromStore(stored, log));
  }

  /** Other streams, as the journal holds them. */
  #others(at: number): Others {
    const known = <S extends { status: string }>(state: S): S | undefined =>
      state.status === 'unknown' ? undefined : state;
    return {
      group: (code) => known(foldStream('group', this.#entries(streamOf.group(code)), at)),
      meeting: (code, ordinal) =>
        known(foldStream('meeting', this.#entries(streamOf.meeting(code, ordinal)), at)),
      liaison: (id) => known(foldStream('liaison', this.#entries(`liaison-${id}`), at)),
      calendar: () => foldStream('calendar', this.#entries(streamOf.calendar())),
    };
  }
}

function loadHistory(
  aggregate: AggregateName,
  entries: ConstructorParameters<typeof History>[1],
): AnyHistory {
  switch (aggregate) {
    case 'group':
      return new History(deciders.group, entries);
    case 'meeting':
      return new History(deciders.meeting, entries);
    case 'liaison':
      return new History(deciders.liaison, entries);
    case 'report':
      return new History(deciders.report, entries);
    case 'calendar':
      return new History(deciders.calendar, entries);
    case 'person':
      return new History(deciders.person, entries);
  }
}

/** The same for the same request, whoever repeats it; says nothing of personal fields, which are sealed by then. */
function requestHash(target: Target, { command, backfill }: Request, data: unknown): string {
  const request = { ...command, stream: target.stream, data, backfill };
  try {
    return createHash('sha256').update(canonicalJson(request)).digest('base64url');
  } catch (error) {
    if (error instanceof NotIJson) throw invalid('not-i-json', error.message, error.pointer);
    throw error;
  }
}
