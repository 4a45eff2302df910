import { expect } from '@jest/globals';
import {
  type ActDetails,
  type AggregateName,
  type EffectiveDate,
  type EventOf,
  type EventType,
  type EventsOf,
  History,
  type Instant,
  type Others,
  type Recorded,
  type States,
  type Uuid,
  type Verdict,
  type commandsOf,
  type correctionCommands,
  deciders,
  eventFor,
  instantOf,
  momentOf,
  schemaVersions,
  streamOf,
} from '@acta/domain';

/** What a given event or command may say beside its type and data. */
export interface Circumstances extends ActDetails {
  backfill?: true;
  /** When the log took it. Absent: one minute after the event before it, the first at RECORDING_STARTS. */
  recordedAt?: Instant;
}

/** An event that has happened. */
export type GivenEvent<A extends AggregateName> = EventOf<EventsOf[A]> & Circumstances;

type CommandTable<A extends AggregateName> = (typeof commandsOf)[A] & typeof correctionCommands;

/** A command of the aggregate, with the data of the event that it asks for. */
export type GivenCommand<A extends AggregateName> = {
  [C in keyof CommandTable<A> & string]: {
    type: C;
    data: EventsOf[A][CommandTable<A>[C] & keyof EventsOf[A]];
  };
}[keyof CommandTable<A> & string] &
  Circumstances;

/** The first moment of the tests' log. */
export const RECORDING_STARTS: Instant = '2026-01-05T09:00:00.000Z';

/** A source, for what is backfilled. */
export const backfilled = {
  backfill: true,
  provenance: { document: 'Document C20/57-E', paragraph: '2' },
} as const satisfies Circumstances;

/** The id of the event that was given, or written, as the n-th of its stream; the first is 1. */
export function idOf(n: number): Uuid {
  return uuid(0, n);
}

/** Where a recorded event stands. */
export interface Place {
  stream: string;
  /** Revision in the stream, from 0. */
  revision: number;
  /** Position in the journal, from 1. */
  position: number;
  /** The journal's stamp of the event before it, milliseconds since the epoch. */
  notBefore?: number;
  /** Tells two logs, or two streams with positions of their own, apart in the ids. */
  log?: number;
}

/** An event as the journal would give it back: ids, stamps and nonce follow from its position alone. */
export function recorded(event: Circumstances & { type: string; data: unknown }, place: Place): Recorded {
  const { type, data, recordedAt, ...details } = event;
  const { position, stream, revision, notBefore = -Infinity, log = 0 } = place;
  const stamp = recordedAt ?? instantOf(momentOf(RECORDING_STARTS).start + (position - 1) * 60_000);
  const command = uuid(log + 1_000, position);
  return {
    position,
    stream,
    revision,
    recordedAt: Math.max(notBefore, momentOf(stamp).start),
    type,
    data,
    metadata: {
      ...details,
      id: uuid(log, position),
      schemaVersion: schemaVersions[type as EventType],
      recordedAt: stamp,
      actor: uuid(9_999, 1),
      assurance: 'asserted',
      actingAs: { role: 'secretariat' },
      commandId: command,
      requestHash: position.toString(16).padStart(64, '0'),
      part: [1, 1],
      judgedAt: position - 1,
      $correlationId: command,
      $causationId: command,
      nonce: position.toString(36).padStart(22, 'A'),
    },
  };
}

function uuid(kind: number, n: number): Uuid {
  const [a, b] = [kind, n].map((part) => part.toString(16).padStart(12, '0')) as [string, string];
  return `00000000-${a.slice(8)}-7000-8000-${b}`;
}

/**
 * One stream on which these events have happened:
 * `given('meeting', planned).among(group).when(opening).thenWrites('meeting-opened')`.
 */
export function given<A extends AggregateName>(aggregate: A, ...events: GivenEvent<A>[]): Given<A> {
  return new Given(aggregate, [], []).and(...events);
}

type AnyGiven = { [A in AggregateName]: Given<A> }[AggregateName];

/** A stream with its events, among other streams. Immutable: each step gives a new one. */
export class Given<A extends AggregateName> {
  readonly history: History<States[A], EventsOf[A]>;

  constructor(
    readonly aggregate: A,
    readonly entries: readonly Recorded[],
    readonly others: readonly AnyGiven[],
  ) {
    this.history = new History<States[A], EventsOf[A]>(deciders[aggregate], entries);
  }

  /** The state once every act has taken effect. */
  get state(): States[A] {
    return this.history.state;
  }

  /** The stream's name, told by its first event. */
  get stream(): string {
    return this.entries[0]?.stream ?? '';
  }

  /** The state on a date: at the end of the year, month or day, or at the instant. */
  stateOn(date: EffectiveDate): States[A] {
    return this.history.stateAt(momentOf(date).end);
  }

  /** Further events of this stream. They are taken as they are: only commands are judged. */
  and(...events: GivenEvent<A>[]): Given<A> {
    let entries = this.entries;
    for (const event of events) entries = [...entries, next(this.aggregate, entries, event)];
    return new Given(this.aggregate, entries, this.others);
  }

  /** Other streams that the command is judged on, as they stand at its effective moment. */
  among(...others: AnyGiven[]): Given<A> {
    return new Given(this.aggregate, this.entries, [...this.others, ...others]);
  }

  when(command: GivenCommand<A>): When<A> {
    const { type: asked, ...rest } = command as Circumstances & { type: string; data: object };
    const type = eventFor(asked);
    if (type === undefined) throw new Error(`no command ${asked}`);
    const candidate = next(this.aggregate, this.entries, { ...rest, type });
    return new When(
      this,
      candidate,
      this.history.judge(candidate, (at) => othersAt(this.others, at)),
    );
  }
}

/** What judging the command gave. Each expectation gives the stream as it is then, so that steps can be chained. */
export class When<A extends AggregateName> {
  constructor(
    readonly given: Given<A>,
    readonly candidate: Recorded,
    readonly verdict: Verdict,
  ) {}

  /** One event of this type, with the command's data. */
  thenWrites(type: keyof EventsOf[A] & string): Given<A> {
    expect(this.verdict).toEqual({ admitted: true });
    expect(this.candidate.type).toBe(type);
    return new Given(this.given.aggregate, [...this.given.entries, this.candidate], this.given.others);
  }

  /** It would change nothing, and nothing is written. */
  thenNothing(): Given<A> {
    expect(this.verdict).toEqual({ admitted: false });
    return this.given;
  }

  /** Refused by this rule; `field` is the JSON Pointer to what is at fault. */
  thenRefused(rule: string, field: string): Given<A> {
    const told = 'refusal' in this.verdict ? this.verdict.refusal : undefined;
    expect({ ...this.verdict, refusal: { rule: told?.rule, field: told?.field } }).toEqual({
      admitted: false,
      refusal: { rule, field },
    });
    expect(told?.message).toMatch(/^\S.{14,}$/s);
    return this.given;
  }
}

/** The next event of a stream at the position after its last. */
function next(
  aggregate: AggregateName,
  entries: readonly Recorded[],
  event: Circumstances & { type: string; data: unknown },
): Recorded {
  const last = entries.at(-1);
  return recorded(event, {
    stream: last?.stream ?? streamNamedBy(aggregate, event),
    revision: entries.length,
    position: entries.length + 1,
    ...(last === undefined ? {} : { notBefore: last.recordedAt }),
  });
}

/** The stream that a subject's first event names by its data. */
function streamNamedBy(aggregate: AggregateName, event: { type: string; data: unknown }): string {
  const named = event.data as Record<string, never>;
  const {
    group = 'CWG-COP',
    ordinal = 1,
    kind = 'annual',
    covers = { meetings: [1] },
    subject = idOf(0),
  } = named;
  switch (aggregate) {
    case 'group':
      return streamOf.group(group);
    case 'meeting':
      return streamOf.meeting(group, ordinal);
    case 'liaison':
      return streamOf.liaison(group, event.type === 'liaison-statement-received' ? 'i' : 'o', ordinal);
    case 'report':
      return streamOf.report(group, kind, covers);
    case 'calendar':
      return streamOf.calendar();
    case 'person':
      return streamOf.person(subject);
  }
}

/** Other streams at an effective moment. */
function othersAt(givens: readonly AnyGiven[], at: number): Others {
  return {
    group: (code) => existing(stateOf('group', streamOf.group(code), givens, at)),
    meeting: (code, ordinal) => existing(stateOf('meeting', streamOf.meeting(code, ordinal), givens, at)),
    hasContribution: (code, ordinal, number) =>
      stateOf('meeting', streamOf.meeting(code, ordinal), givens, at)?.contributions.has(number) === true,
    report: (id) => existing(stateOf('report', `report-${id}`, givens, at)),
    liaison: (id) => existing(stateOf('liaison', `liaison-${id}`, givens, at)),
    calendar: () => stateOf('calendar', streamOf.calendar(), givens, Infinity) ?? deciders.calendar.initial(),
  };
}

function stateOf<A extends AggregateName>(
  aggregate: A,
  stream: string,
  givens: readonly AnyGiven[],
  at: number,
): States[A] | undefined {
  const found = givens.find((each) => each.aggregate === aggregate && each.stream === stream);
  // Matched by its aggregate just above.
  return (found as Given<A> | undefined)?.history.stateAt(at);
}

function existing<S extends { status: string }>(state: S | undefined): S | undefined {
  return state?.status === 'unknown' ? undefined : state;
}
