import { hash as digest } from 'node:crypto';
import {
  type AggregateName,
  type Caller,
  type Command,
  type Entry,
  type EventsOf,
  type FinishedEvent,
  History,
  type Others,
  type Recorded,
  Refused,
  type States,
  type SubjectId,
  type Uuid,
  canonicalForm,
  deciders,
  eventFor,
  instantOf,
  isUnreadable,
  parseStream,
  schemaVersions,
  streamOf,
} from '@acta/domain';
import { foldStream } from '@acta/projections';
import { ClockBehind, KeyReused, PreparedOnThePast, Stale, invalid } from '../faults.js';
import { KeptStreams } from '../kept-streams.js';
import { type Log, fromStore, fullName, toStore } from '../log.js';
import type { Clock, Ids } from '../ports/clock.js';
import {
  type EventStore,
  type ExpectedRevision,
  type Journal,
  type JournalHead,
  WrongExpectedRevision,
} from '../ports/event-store.js';
import { KeyDestroyed, type KeyVault } from '../ports/key-vault.js';
import { ReplicaBehind } from '../ports/replica.js';
import { sealPersons } from './personal.js';
import { type Target, targetOf } from './target.js';

/** What recording needs. */
export interface RecorderParts {
  store: Pick<EventStore, 'append'>;
  journal: Pick<Journal, 'head' | 'stream'>;
  vault: Pick<KeyVault, 'keyFor'>;
  /** Does what a recorded erasure asks for; may be called again for the same person. */
  erase: (subject: SubjectId) => Promise<void>;
  clock: Clock;
  ids: Ids;
  log: Log;
  /** Where other nodes write to the log, too. */
  shared?: {
    /** That this node may judge. @throws where it would judge on the past */
    assertCurrent: () => void;
    /** The journal's own moment of a position. */
    recordedAt: Journal['recordedAt'];
    /**
     * Revision of the newest event that the store holds of a stream, by its full name, once the journal holds it too; -1
     * where there is none.
     */
    newestRevision: (stream: string) => Promise<number>;
  };
  /** How many entries the kept histories may hold together; a number for real use where absent. */
  keptEntries?: number;
}

/** A validated command, with what its edge knows of it. */
export interface Request {
  command: Command;
  caller: Caller;
  /** Of the caller's making or the edge's: the same id with the same request is the same command. */
  commandId: string;
  /** What it is recorded together with; no part of what makes it the same command. Absent: its own id. */
  correlationId?: Uuid;
  /** The facts are of the past, taken over from elsewhere. */
  backfill: boolean;
  /** Data that the server adds once the command is identified, for example what a submitted report froze. */
  added?: Record<string, unknown>;
  /** Data that the server adds as it judges, made from the stream's entries before it, those in flight among them. */
  completes?: (before: readonly Entry[]) => Record<string, unknown>;
  /** Revision of the stream that `added` was made from; the command is not recorded on a later one. */
  preparedOn?: number;
  /** Revision at which the caller saw what the command is about. */
  expected?: number;
  /** Whether a stream, or what is at a path in it, is hidden from the caller: to them it is not there. Absent: nothing is. */
  hides?: (stream: string, path?: string) => boolean;
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

type Decision = { history: AnyHistory } & (
  | { event: FinishedEvent; candidate: Recorded }
  /** Built once what it rests on is durable: only then are the positions known. */
  | { receipt: () => Receipt }
  | { refused: Refused | KeyReused | PreparedOnThePast | Stale }
) & {
    /** Revision of the stream that it rests on, where another node may have written a later one that changes it. */
    judgedOn?: number;
  };

/** How many entries the kept histories may hold together before the least recently used are dropped. */
const KEPT_ENTRIES = 50_000;
/** How often a command is judged anew. Each time, somebody else's was recorded in the meantime. */
const ATTEMPTS = 100;
/** How often the journal is waited for. */
const WAITS = 5;
/** How far the clock may be behind the newest event before commands are refused. */
const CLOCK_TOLERANCE_MS = 5_000;

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
  /** Of other streams than a command's own: the group's, above all, is asked of every command. */
  readonly #others: KeptStreams;
  #kept = 0;
  #lastStamp = 0;

  constructor(parts: RecorderParts) {
    this.#parts = parts;
    this.#others = new KeptStreams(parts.journal, parts.log);
  }

  /**
   * @throws Refused by a rule, Invalid, KeyReused, KeyDestroyed; nothing was written. Any other error: the outcome is
   * unknown, and giving the same command again tells it.
   */
  async record(request: Request): Promise<Receipt> {
    const target = targetOf(request.command);
    const { shared, log } = this.#parts;
    shared?.assertCurrent();
    const sealed = await this.#seal(request, target);
    if ('repeated' in sealed) return sealed.repeated;
    const { data, hash } = sealed;
    let newest: number | undefined;
    for (let attempt = 1; ; attempt++) {
      const decision = this.#decide(request, target, { ...data, ...request.added }, hash);
      try {
        if ('event' in decision) return await this.#complete(request, await this.#append(decision));
        // What was decided rests on events that may not be durable yet: it holds once they are.
        await this.#inFlight.get(target.stream);
      } catch (error) {
        const lost =
          !('event' in decision) || error instanceof WrongExpectedRevision || error instanceof ReplicaBehind;
        if (!lost || attempt >= (error instanceof ReplicaBehind ? WAITS : ATTEMPTS)) throw error;
        continue;
      }
      if (this.#histories.get(target.stream) !== decision.history && attempt < ATTEMPTS) continue;
      const { judgedOn } = decision;
      if (shared !== undefined && judgedOn !== undefined) {
        // Where nothing is written, no conflict tells that another node has.
        newest ??= await shared.newestRevision(fullName(log, target.stream));
        if (judgedOn < newest && attempt < ATTEMPTS) continue;
      }
      if ('refused' in decision) throw decision.refused;
      return this.#complete(request, decision.receipt());
    }
  }

  /** The events that a command has written to a stream, if it has. */
  writtenBy(commandId: string, stream: string): readonly Recorded[] | undefined {
    const name = parseStream(stream);
    return name === undefined ? undefined : this.#history({ stream, name }).writtenBy(commandId);
  }

  /** The receipt of a command that was recorded before, if it was. @throws KeyReused, Invalid, KeyDestroyed */
  async recorded(request: Request): Promise<Receipt | undefined> {
    const target = targetOf(request.command);
    const sealed = await this.#seal(request, target);
    if ('repeated' in sealed) return sealed.repeated;
    const repeated = this.#repeated(this.#history(target), target, request.commandId, sealed.hash);
    if (repeated === undefined) return undefined;
    try {
      await this.#inFlight.get(target.stream);
      return repeated();
    } catch {
      // What it rested on was lost: it is as if it had not been recorded.
      return undefined;
    }
  }

  /**
   * The command's data with personal fields sealed, and the hash of the request. A command that names a person who was
   * erased since it was recorded cannot be sealed again: it is known by its id alone.
   * @throws KeyDestroyed
   */
  async #seal(
    request: Request,
    target: Target,
  ): Promise<{ data: Record<string, unknown>; hash: string } | { repeated: Receipt }> {
    const { command, commandId } = request;
    try {
      const data = (await sealPersons(command.data, this.#parts.vault)) as Record<string, unknown>;
      return { data, hash: requestHash(target, request, data) };
    } catch (error) {
      if (!(error instanceof KeyDestroyed)) throw error;
      const written = this.#history(target).writtenBy(commandId);
      const hash = written?.at(-1)?.metadata.requestHash ?? '';
      const repeated = this.#repeated(this.#history(target), target, commandId, hash);
      if (repeated === undefined || written?.at(-1)?.type !== eventFor(command.type)) throw error;
      return { repeated: repeated() };
    }
  }

  /** Does what must follow a recorded command, again for a repeated one: it may have been cut short before. */
  async #complete({ command }: Request, receipt: Receipt): Promise<Receipt> {
    if (command.type === 'erase-person') await this.#parts.erase(String(command.data['subject']));
    return receipt;
  }

  /** Judges a command on the journal's head and the stream's history, those before it in flight included. */
  #decide(request: Request, target: Target, data: Record<string, unknown>, hash: string): Decision {
    const history = this.#history(target);
    const { stream } = target;
    try {
      const repeated = this.#repeated(history, target, request.commandId, hash);
      if (repeated !== undefined) return { history, receipt: repeated };
    } catch (error) {
      if (error instanceof KeyReused) return { history, refused: error };
      throw error;
    }
    if (request.preparedOn !== undefined && request.preparedOn !== history.revision)
      return { history, refused: new PreparedOnThePast(stream) };
    const head = this.#parts.journal.head();
    const completed = { ...data, ...request.completes?.(history.entries) };
    const event = this.#finish(request, target, completed, { hash, head });
    const candidate: Recorded = {
      position: head.position + history.entries.length + 1,
      stream,
      revision: history.revision + 1,
      recordedAt: Date.parse(event.metadata.recordedAt),
      type: event.type,
      data: event.data,
      metadata: event.metadata,
    };
    const stale = staleness(history, candidate, request.expected);
    const judgedOn = history.revision;
    if (stale !== undefined) return { history, refused: stale, judgedOn };
    const verdict = history.judge(candidate, (at) => this.#othersAt(at, head.position, request));
    if (verdict.admitted) return { history, event, candidate };
    if (verdict.refusal !== undefined) return { history, refused: new Refused(verdict.refusal), judgedOn };
    return { history, receipt: () => this.#nothing(request, stream, history), judgedOn };
  }

  #nothing({ commandId }: Request, stream: string, history: AnyHistory): Receipt {
    const { position } = this.#parts.journal.head();
    return { outcome: 'nothing', commandId, stream, position, revision: history.revision, events: [] };
  }

  async #append({ history, candidate, event }: Extract<Decision, { event: object }>): Promise<Receipt> {
    const finished = toStore(event);
    const { stream } = candidate;
    const expected: ExpectedRevision = history.revision === -1 ? 'noStream' : BigInt(history.revision);
    history.append(candidate);
    this.#kept++;
    const appending = this.#parts.store.append(event.stream, expected, [finished]);
    this.#inFlight.set(stream, appending);
    this.#forgetBut(stream);
    try {
      const { position, revision } = await appending;
      candidate.position = position;
      // Another node's clock may be ahead of this one's: then the journal dates it later than it was judged.
      const dated = this.#parts.shared?.recordedAt(position) ?? candidate.recordedAt;
      if (dated !== candidate.recordedAt && this.#inFlight.get(stream) === appending) this.#drop(stream);
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
    { command, caller, commandId, correlationId = commandId, backfill }: Request,
    target: Target,
    data: Record<string, unknown>,
    { hash, head }: { hash: string; head: JournalHead },
  ): FinishedEvent {
    const { clock, ids, log } = this.#parts;
    const type = eventFor(command.type);
    if (type === undefined) throw invalid('unknown-command', `"${command.type}" is not a command`, '/type');
    const now = clock();
    if (head.recordedAt - now > CLOCK_TOLERANCE_MS) throw new ClockBehind(now, head.recordedAt);
    this.#lastStamp = Math.max(now, head.recordedAt, this.#lastStamp);
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
        $correlationId: correlationId,
        $causationId: commandId,
        nonce: ids.nonce(),
      },
    };
  }

  #history({ stream, name }: Target): AnyHistory {
    const kept = this.#histories.get(stream);
    if (kept !== undefined && this.#isExtended(stream, kept)) {
      this.#histories.delete(stream);
      this.#histories.set(stream, kept);
      return kept;
    }
    if (kept !== undefined) this.#drop(stream);
    const history = loadHistory(name.aggregate, this.#entries(stream));
    this.#histories.set(stream, history);
    this.#kept += history.entries.length;
    this.#forgetBut(stream);
    return history;
  }

  /**
   * Takes up what other nodes have written since; a history that is ahead of the journal learns of it by a conflict.
   * @returns false where it must be loaded anew
   */
  #isExtended(stream: string, history: AnyHistory): boolean {
    if (this.#parts.shared === undefined || this.#inFlight.has(stream)) return true;
    for (const entry of this.#entries(stream, history.revision + 1)) {
      if (isUnreadable(entry)) return false;
      history.append(entry);
      this.#kept++;
    }
    return true;
  }

  /** Drops the histories used least recently while more is kept than may be, whether by loading them or as they grow. */
  #forgetBut(stream: string): void {
    const { keptEntries = KEPT_ENTRIES } = this.#parts;
    for (const oldest of this.#histories.keys()) {
      if (this.#kept <= keptEntries) break;
      // One that is ahead of the journal cannot be loaded again until its appends are acknowledged.
      if (oldest !== stream && !this.#inFlight.has(oldest)) this.#drop(oldest);
    }
  }

  #drop(stream: string): void {
    this.#kept -= this.#histories.get(stream)?.entries.length ?? 0;
    this.#histories.delete(stream);
  }

  #entries(stream: string, from = 0): Entry[] {
    const { journal, log } = this.#parts;
    return journal
      .stream(fullName(log, stream), journal.head().position, from)
      .map((stored) => fromStore(stored, log));
  }

  /** Other streams that the caller may see, as the journal holds them up to a position, at an effective moment. */
  #othersAt(at: number, upTo: number, { hides = () => false }: Request): Others {
    const known = <S extends { status: string }>(state: S): S | undefined =>
      state.status === 'unknown' ? undefined : state;
    const entries = (stream: string) => this.#others.entries(stream, upTo);
    return {
      group: (code) => known(foldStream('group', entries(streamOf.group(code)), at)),
      meeting: (code, ordinal) => known(foldStream('meeting', entries(streamOf.meeting(code, ordinal)), at)),
      hasContribution: (code, ordinal, number) => {
        const stream = streamOf.meeting(code, ordinal);
        const { contributions } = foldStream('meeting', entries(stream), at);
        return contributions.has(number) && !hides(stream, `contributions/${number}`);
      },
      report: (id) => known(foldStream('report', entries(`report-${id}`), at)),
      liaison: (id) =>
        hides(`liaison-${id}`) ? undefined : known(foldStream('liaison', entries(`liaison-${id}`), at)),
      calendar: () => foldStream('calendar', entries(streamOf.calendar())),
    };
  }
}

/** Whether what a command is about was touched since its caller saw it, as it is in force when the command is judged. */
function staleness(
  history: AnyHistory,
  candidate: Recorded,
  expected: number | undefined,
): Stale | undefined {
  if (expected === undefined) return undefined;
  const actual = history.revisionOf(candidate, candidate.recordedAt);
  return actual === expected ? undefined : new Stale(expected, actual, history.touching(candidate, expected));
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

/**
 * The same for the same request, whoever repeats it; says nothing of personal fields, which are sealed by then. I-JSON is
 * asserted where the command was validated, and again on the finished event.
 */
function requestHash(target: Target, { command, backfill }: Request, data: unknown): string {
  const form = canonicalForm({ ...command, stream: target.stream, data, backfill });
  return digest('sha256', form, 'base64url');
}
