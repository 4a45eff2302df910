import type { Others } from '../others.js';
import {
  type Corrections,
  PeriodClock,
  actOf,
  chronology,
  correctionsOf,
  isCorrection,
} from './chronology.js';
import { type CorrectionEvents, uncorrectable } from './corrections.js';
import { momentOf } from './dates.js';
import type { Decider } from './decider.js';
import { type Act, type Entry, type EventOf, type Recorded, isUnreadable } from './event.js';
import { canonicalJson } from './hashed-form.js';
import { type Refusal, refusal } from './refusal.js';
import type { EffectiveDate } from './values.js';

/** What judging a proposed event gave: it may be appended; it would change nothing; or why it is refused. */
export type Verdict = { admitted: true } | { admitted: false; refusal?: Refusal };

const ADMITTED: Verdict = { admitted: true };
const NOTHING: Verdict = { admitted: false };

/** The fold that deciders and views share: the acts in order of effect, those after `at` left out. */
export function fold<State, Events>(
  decider: Pick<Decider<State, Events>, 'initial' | 'evolve'>,
  acts: readonly Act<Events>[],
  at = Infinity,
): State {
  const state = decider.initial();
  for (const act of acts) {
    if (act.key > at) break;
    decider.evolve(state, act);
  }
  return state;
}

/**
 * One stream, kept current for deciding. An entry that takes effect last extends the state; any other refolds it.
 * `append` may be called with events that are not yet durable: whoever does so drops the history if they do not become so.
 */
export class History<State, Events> {
  readonly #decider: Decider<State, Events>;
  readonly #entries: Entry[];
  readonly #commands = new Map<string, Recorded[]>();
  /** Newest entry of each subject, voided or not. */
  readonly #newest = new Map<string, Recorded>();
  #acts: Act<Events>[] = [];
  #clock = new PeriodClock();
  #corrections: Corrections = { voided: new Map(), redated: new Map() };
  #state: State;

  constructor(decider: Decider<State, Events>, entries: readonly Entry[]) {
    this.#decider = decider;
    this.#entries = [...entries];
    for (const entry of entries) this.#index(entry);
    this.#state = this.#refold();
  }

  /** The state once every act has taken effect, those of the future among them. */
  get state(): State {
    return this.#state;
  }

  /** Revision of the newest entry; -1 for a stream that does not exist. */
  get revision(): number {
    return this.#entries.at(-1)?.revision ?? -1;
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** The events that a command has written here, if it has. */
  writtenBy(commandId: string): readonly Recorded[] | undefined {
    return this.#commands.get(commandId);
  }

  /** Whether the entry, appended next, is an act that takes effect last; any other changes what led to the state. */
  extendedBy(entry: Recorded): boolean {
    return !isCorrection(entry) && this.#isLast(this.#clock.at(entry.metadata.effectiveAt, entry.recordedAt));
  }

  append(entry: Recorded): void {
    const extending = this.extendedBy(entry);
    this.#entries.push(entry);
    this.#index(entry);
    if (!extending) {
      this.#state = this.#refold();
      return;
    }
    const act = actOf<Events>(entry, this.#clock.place(entry.metadata.effectiveAt, entry.recordedAt));
    this.#acts.push(act);
    this.#decider.evolve(this.#state, act);
  }

  /**
   * Judges a proposed event: on the stream as it stood at the event's effective moment, and on what took effect later,
   * which it must not contradict.
   * @param candidate the finished event at the position and revision that it would get
   * @param othersAt other streams as they stood at a moment
   */
  judge(candidate: Recorded, othersAt: (key: number) => Others): Verdict {
    if (this.#changesNothing(candidate)) return NOTHING;
    if (isCorrection(candidate)) {
      const fault =
        this.#correctionFault(candidate) ??
        this.#faultAmong(candidate) ??
        this.#movedFault(candidate, othersAt);
      return fault === undefined ? ADMITTED : { admitted: false, refusal: fault };
    }
    const act = actOf<Events>(
      candidate,
      this.#clock.at(candidate.metadata.effectiveAt, candidate.recordedAt),
    );
    const given = this.#decider.admitGiven(this.stateAt(act.key), act, othersAt(latestOf(act)));
    if (given !== undefined) return { admitted: false, refusal: given };
    const fault = this.#isLast(act.key) ? this.#decider.admit(this.#state, act) : this.#faultAmong(candidate);
    return fault === undefined ? ADMITTED : { admitted: false, refusal: fault };
  }

  /** The state at an effective moment. */
  stateAt(key: number): State {
    return this.#isLast(key) ? this.#state : fold(this.#decider, this.#acts, key);
  }

  /** Revision of what an event is about, as it stands at an effective moment; -1 where it is not there. */
  revisionOf(event: Recorded, key: number): number {
    return this.#decider.revisionOf(this.stateAt(key), this.#subjectOf(this.#corrected(event)));
  }

  /** The entries after a revision that are about the same as an event, corrections among them. */
  touching(event: Recorded, after: number): Recorded[] {
    const subject = this.#subjectOf(this.#corrected(event));
    return this.#entries.filter(
      (entry): entry is Recorded =>
        !isUnreadable(entry) &&
        entry.revision > after &&
        this.#decider.touches(this.#corrected(entry) as unknown as EventOf<Events>, subject),
    );
  }

  /** The event itself; of a correction, the act that it corrects in the end. */
  #corrected(event: Recorded): Recorded {
    let about = event;
    while (isCorrection(about)) {
      const target = this.#find(about.data.act);
      if (target === undefined || target.position >= about.position) break;
      about = target;
    }
    return about;
  }

  #isLast(key: number): boolean {
    return key >= (this.#acts.at(-1)?.key ?? -Infinity);
  }

  #index(entry: Entry): void {
    if (isUnreadable(entry)) return;
    const { commandId } = entry.metadata;
    const known = this.#commands.get(commandId);
    if (known === undefined) this.#commands.set(commandId, [entry]);
    else known.push(entry);
    if (!isCorrection(entry)) this.#newest.set(this.#subjectOf(entry), entry);
  }

  #refold(): State {
    this.#corrections = correctionsOf(this.#entries);
    this.#clock = new PeriodClock();
    this.#acts = chronology<Events>(this.#entries, this.#clock);
    return fold(this.#decider, this.#acts);
  }

  #changesNothing(candidate: Recorded): boolean {
    if (isCorrection(candidate)) {
      const { act } = candidate.data;
      if (!('effectiveAt' in candidate.data)) return this.#corrections.voided.has(act);
      return (
        candidate.data.effectiveAt === (this.#corrections.redated.get(act)?.effectiveAt ?? this.#dateOf(act))
      );
    }
    const last = this.#newest.get(this.#subjectOf(candidate));
    return (
      last !== undefined &&
      !this.#corrections.voided.has(last.metadata.id) &&
      last.type === candidate.type &&
      (this.#corrections.redated.get(last.metadata.id)?.effectiveAt ?? last.metadata.effectiveAt) ===
        candidate.metadata.effectiveAt &&
      canonicalJson(last.data) === canonicalJson(candidate.data)
    );
  }

  #dateOf(act: string): EffectiveDate | undefined {
    return this.#find(act)?.metadata.effectiveAt;
  }

  #find(act: string): Recorded | undefined {
    return this.#entries.find(
      (entry): entry is Recorded => !isUnreadable(entry) && entry.metadata.id === act,
    );
  }

  #subjectOf(event: Recorded): string {
    return this.#decider.subjectOf(event as unknown as EventOf<Events>);
  }

  #correctionFault(candidate: Recorded<EventOf<CorrectionEvents>>): Refusal | undefined {
    const { act } = candidate.data;
    const target = this.#find(act);
    if (target === undefined)
      return refusal(
        'unknown-act',
        `no act ${act} in ${candidate.stream}; name an event of this stream`,
        '/data/act',
      );
    if (candidate.metadata.reason === undefined)
      return refusal(
        'reason-required',
        'a correction needs a reason; say why the record was wrong',
        '/reason',
      );
    const uncorrected = uncorrectable(target.type);
    if (uncorrected !== undefined) return uncorrected;
    if (candidate.type === 'act-redated' && isCorrection(target))
      return refusal(
        'not-redatable',
        'a correction has no effective date of its own; void it instead',
        '/data/act',
      );
    return this.#decider.admit(this.#state, actOf<Events>(candidate, candidate.recordedAt));
  }

  /** Walks the whole stream with the candidate in its place: no act may become inadmissible by it. */
  #faultAmong(candidate: Recorded): Refusal | undefined {
    const after = this.#faults(chronology<Events>([...this.#entries, candidate]));
    if (after.size === 0) return undefined;
    const own = after.get(candidate.metadata.id);
    if (own !== undefined) return own.refusal;
    const before = this.#faults(this.#acts);
    for (const [id, { act, refusal: fault }] of after) {
      if (before.has(id)) continue;
      const message = `contradicts what took effect on ${act.on ?? new Date(act.key).toISOString()} (${act.type}, position ${String(act.position)}): ${fault.message}`;
      return refusal('contradicts-later-act', message, momentField(candidate));
    }
    return undefined;
  }

  /** What a correction moves or reinstates is judged on other streams as they stood at its new moment. */
  #movedFault(correction: Recorded, othersAt: (key: number) => Others): Refusal | undefined {
    const before = new Map(this.#acts.map(({ id, key }) => [id, key]));
    for (const act of chronology<Events>([...this.#entries, correction])) {
      if (before.get(act.id) === act.key) continue;
      const fault = this.#decider.admitGiven(this.stateAt(act.key), act, othersAt(latestOf(act)));
      if (fault !== undefined) return refusal(fault.rule, fault.message, momentField(correction));
    }
    return undefined;
  }

  #faults(acts: readonly Act<Events>[]): Map<string, { act: Act<Events>; refusal: Refusal }> {
    const faults = new Map<string, { act: Act<Events>; refusal: Refusal }>();
    const state = this.#decider.initial();
    for (const act of acts) {
      const fault = this.#decider.admit(state, act);
      if (fault !== undefined) faults.set(act.id, { act, refusal: fault });
      this.#decider.evolve(state, act);
    }
    return faults;
  }
}

/** The field of a command by which it places, moves or removes an act: another act's fault is in none of its others. */
function momentField(candidate: Recorded): string {
  if (!isCorrection(candidate)) return '/effectiveAt';
  return 'effectiveAt' in candidate.data ? '/data/effectiveAt' : '/data/act';
}

/**
 * The last moment that an act's date may stand for. Other streams are seen as they stood then: what took effect at some
 * hour of a day may well be what an act of that day rests on.
 */
function latestOf({ on, key }: { on?: EffectiveDate; key: number }): number {
  return on === undefined ? key : Math.max(key, momentOf(on).end);
}
