import {
  type ActDetails,
  type ActaEvents,
  type EffectiveDate,
  type Entry,
  type EventType,
  type Person,
  type Recorded,
} from '@acta/domain';
import { type GroupRecord, foldGroup } from '../record.js';

/** What an event of a test may say beside its type and data. */
export interface Details extends ActDetails {
  backfill?: true;
}

export const MINUTE = 60_000;
/** The first event of a test's log is recorded a minute later. */
export const START = Date.UTC(2026, 0, 5, 9);

/** A log in the order of recording, one event a minute, ids and stamps told by the position. */
export class Log {
  readonly entries: Entry[] = [];

  /** Appends an event and gives its id. */
  add<T extends EventType>(stream: string, type: T, data: ActaEvents[T], details: Details = {}): string {
    const event = recorded(this.#place(stream), type, data, details);
    this.entries.push(event);
    return event.metadata.id;
  }

  /** Appends an event that cannot be read. */
  addUnreadable(stream: string, unreadable: string): void {
    this.entries.push({ ...this.#place(stream), unreadable });
  }

  /** The entries by stream, those after a position left out. */
  streams(upTo = Infinity): Map<string, Entry[]> {
    const streams = new Map<string, Entry[]>();
    for (const entry of this.entries)
      if (entry.position <= upTo) streams.set(entry.stream, [...(streams.get(entry.stream) ?? []), entry]);
    return streams;
  }

  of(stream: string): Entry[] {
    return this.streams().get(stream) ?? [];
  }

  /** The record at (asOf, at). */
  record(at = Infinity, asOf = Infinity): GroupRecord {
    return foldGroup(this.streams(asOf), at);
  }

  #place(stream: string) {
    const position = this.entries.length + 1;
    const revision = this.entries.filter((entry) => entry.stream === stream).length;
    return { position, stream, revision, recordedAt: START + position * MINUTE };
  }
}

type Place = Pick<Recorded, 'position' | 'stream' | 'revision' | 'recordedAt'>;

function recorded(place: Place, type: string, data: unknown, details: Details): Recorded {
  const id = `event-${place.position}`;
  return {
    ...place,
    type,
    data,
    metadata: {
      ...details,
      id,
      schemaVersion: 1,
      recordedAt: new Date(place.recordedAt).toISOString(),
      actor: 'actor-1',
      assurance: 'asserted',
      actingAs: { role: 'secretariat' },
      commandId: id,
      requestHash: '',
      part: [1, 1],
      judgedAt: place.position - 1,
      $correlationId: id,
      $causationId: id,
      nonce: '',
    },
  };
}

/** Opens the names of tests: all but those of the erased. */
export function nameOf({ subject, name }: Person): string | undefined {
  return subject.startsWith('erased') ? undefined : name;
}

export function en(text: string) {
  return { language: 'en', text };
}

/** One step of a random history: numbers from which an event of a meeting or a liaison statement follows. */
export interface Step {
  kind: number;
  n: number;
  date: number;
  target: number;
}

export const MEETING = 'meeting-CWG-COP-15';

const DATES: readonly (EffectiveDate | undefined)[] = [
  undefined,
  undefined,
  '2019',
  '2019-09',
  '2019-09-26',
  '2019-09-26T10:00:00.000Z',
  '2019-09-27',
  '2020-02-04',
  '2026-01-05',
  '2031',
];

/** Takes a step in a meeting; some make no sense, and folds must bear them. */
export function stepInMeeting(log: Log, { kind, n, date, target }: Step): void {
  if (corrected(log, MEETING, kind, date, target)) return;
  const ordinal = 1 + (n % 3);
  const number = `CWG-COP-15/${ordinal}`;
  const [add, details] = adding(log, MEETING, date);
  const steps = [
    () => add('meeting-planned', { group: 'CWG-COP', ordinal: 15, held: { from: '2019-09-26' } }, details),
    () => add('meeting-rescheduled', { held: { from: '2019-09-27', place: `Room ${n}` } }, details),
    () => add('meeting-opened', {}, details),
    () => add('meeting-written-up', {}, details),
    () => add('meeting-written-up', { document: `C20/${n}` }, details),
    () => add('meeting-reopened', {}, details),
    () => add('narrative-recorded', { item: String(ordinal), text: en(`narrative ${target}`) }, details),
    () => add('outcome-recorded', { ordinal, text: en(`outcome ${n}`) }, details),
    () => add('outcome-recorded', { ordinal, text: en(`issued ${n}`), state: 'issued' }, details),
    () => add('outcome-revised', { ordinal, text: en(`revised ${n}`) }, details),
    () => add('outcome-amended', { ordinal, class: 'editorial', text: en(`amended ${n}`) }, details),
    () => add('outcome-followed-up', { ordinal, followUp: en(`follow-up ${n}`) }, details),
    () => add('outcome-rescinded', { ordinal }, details),
    () =>
      add('contribution-submitted', { number, title: en(`title ${n}`), sources: [{ name: 'A' }] }, details),
    () =>
      add('contribution-revised', { number, revisedAs: `${number} Rev.${n}`, title: en(`T${n}`) }, details),
    () => add('contribution-withdrawn', { number }, details),
  ];
  steps[kind % steps.length]?.();
}

const STATEMENTS = ['liaison-CWG-COP-o-1', 'liaison-CWG-COP-o-2', 'liaison-CWG-COP-i-1'];

/** Takes a step in one of three liaison statements, two of which may answer the others. */
export function stepInLiaison(log: Log, { kind, n, date, target }: Step): void {
  const stream = STATEMENTS[n % STATEMENTS.length] as string;
  if (corrected(log, stream, kind, date, target)) return;
  const [add, details] = adding(log, stream, date);
  const answered = (STATEMENTS[target % STATEMENTS.length] as string).slice('liaison-'.length);
  const place = { group: 'CWG-COP', ordinal: 1 };
  const addressees = [
    { name: 'SG2', purpose: { code: 'action' as const }, deadline: '2020-03-01' },
    { name: 'CWG-COP', deadline: '2020-06-30' },
  ];
  const incoming = stream.includes('-i-');
  const steps = [
    () => add('liaison-statement-drafted', { ...place, addressees, from: 'SG2' }, details),
    () =>
      add('liaison-statement-drafted', { ...place, addressees, inReplyTo: answered, state: 'sent' }, details),
    () =>
      add(
        'liaison-statement-received',
        { ...place, addressees: addressees.slice(incoming ? 1 : 0) },
        details,
      ),
    () =>
      add('liaison-statement-received', { ...place, addressees, from: 'SG2', inReplyTo: answered }, details),
    () => add('liaison-statement-revised', { inReplyTo: answered }, details),
    () => add('liaison-statement-approved', { by: 'the Chair' }, details),
    () => add('liaison-statement-sent', {}, details),
    () => add('liaison-statement-withdrawn', {}, details),
    () => add('liaison-statement-reinstated', {}, details),
    () => add('liaison-response-recorded', { addressee: 'SG2', response: 'acknowledged' }, details),
    () =>
      add(
        'liaison-response-recorded',
        { addressee: 'SG2', response: 'extension-agreed', deadline: '2021-01-31' },
        details,
      ),
    () => add('liaison-response-recorded', { addressee: 'CWG-COP', response: 'action-taken' }, details),
  ];
  steps[kind % steps.length]?.();
}

function adding(log: Log, stream: string, date: number): [add: Add, details: Details] {
  const effectiveAt = DATES[date % DATES.length];
  return [
    (type, data, details) => log.add(stream, type, data, details),
    { reason: 'because', ...(effectiveAt === undefined ? {} : { effectiveAt }) },
  ];
}

type Add = <T extends EventType>(type: T, data: ActaEvents[T], details: Details) => string;

/** One step in eight redates or voids an earlier event of the stream, corrections among them. */
function corrected(log: Log, stream: string, kind: number, date: number, target: number): boolean {
  const entries = log.of(stream);
  const entry = entries[target % Math.max(1, entries.length)];
  if (kind % 8 !== 0 || entry === undefined || 'unreadable' in entry) return false;
  const act = entry.metadata.id;
  const effectiveAt = DATES[date % DATES.length];
  if (effectiveAt === undefined) log.add(stream, 'act-voided', { act }, { reason: 'entered in error' });
  else log.add(stream, 'act-redated', { act, effectiveAt }, { reason: 'wrong date' });
  return true;
}
