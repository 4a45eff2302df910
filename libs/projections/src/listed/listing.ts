import {
  type ActaEvents,
  type Entry,
  type Recorded,
  PeriodClock,
  actOf,
  byEffect,
  chronology,
  isCorrection,
  isUnreadable,
} from '@acta/domain';
import { same } from '../same.js';
import { scopeOf } from './scope.js';
import type { ListedSubject, SubjectVersions, VersionInForce } from './subject.js';
import { type ThreadAct, type Threads, threadsOf } from './threads.js';

/** Each subject's versions, by subject. */
export type VersionsBySubject = ReadonlyMap<string, readonly VersionInForce[]>;

/**
 * The versions of every listed subject in the streams of a scope, recomputed from nothing. Intervals are contiguous,
 * half-open and never empty; neighbours differ.
 * @param entries in order of position; those of other scopes are left out
 */
export function listedVersions(stream: string, entries: readonly Entry[]): VersionsBySubject {
  return new Listing(stream, entries).versions();
}

/** The subjects whose versions differ, as of a position. One that is gone has no versions. */
export function changedSubjects(
  before: VersionsBySubject,
  after: VersionsBySubject,
  position: number,
): SubjectVersions[] {
  const subjects = new Set([...before.keys(), ...after.keys()]);
  return [...subjects].flatMap((subject) => {
    const versions = after.get(subject) ?? [];
    return same(before.get(subject) ?? [], versions) ? [] : [{ subject, position, versions }];
  });
}

/** What lists show from a moment on, until the next. */
interface Turn {
  from: number;
  listed: ListedSubject | undefined;
}

/**
 * The listed subjects of one scope, kept current. An act that takes effect last extends the subjects that it touches;
 * one that takes effect earlier refolds them; a correction recomputes the scope.
 */
export class Listing {
  readonly #key: string;
  readonly #stream: string;
  readonly #entries = new Map<string, Entry[]>();
  #clocks = new Map<string, PeriodClock>();
  #threads: Threads;
  /** By thread, in order of effect. */
  #acts = new Map<string, ThreadAct[]>();
  #turns = new Map<string, Turn[]>();

  /**
   * @param stream any stream of the scope
   * @param entries what is recorded so far, in order of position; those of other scopes are left out
   */
  constructor(stream: string, entries: readonly Entry[] = []) {
    const scope = scopeOf(stream);
    if (scope === undefined) throw new RangeError(`the subjects of ${stream} are not listed`);
    this.#key = scope.key;
    this.#stream = stream;
    this.#threads = threadsOf(stream);
    for (const entry of entries) if (this.#holds(entry)) this.#keep(entry);
    this.#recompute();
  }

  versions(): VersionsBySubject {
    const bySubject = new Map<string, readonly VersionInForce[]>();
    for (const turns of this.#turns.values()) {
      const versions = versionsOf(turns);
      if (versions[0] !== undefined) bySubject.set(versions[0].subject, versions);
    }
    return bySubject;
  }

  /** Takes the next entry of the journal; gives the subjects whose versions it changes. */
  append(entry: Entry): SubjectVersions[] {
    if (!this.#holds(entry)) return [];
    this.#keep(entry);
    if (isUnreadable(entry)) return [];
    if (isCorrection(entry)) {
      const before = this.versions();
      this.#recompute();
      return changedSubjects(before, this.versions(), entry.position);
    }
    return this.#extend(entry);
  }

  #holds(entry: Entry): boolean {
    return scopeOf(entry.stream)?.key === this.#key;
  }

  #keep(entry: Entry): void {
    const known = this.#entries.get(entry.stream);
    if (known === undefined) this.#entries.set(entry.stream, [entry]);
    else known.push(entry);
  }

  #recompute(): void {
    this.#threads = threadsOf(this.#stream);
    this.#acts = new Map();
    this.#clocks = new Map();
    this.#turns = new Map();
    for (const [stream, entries] of this.#entries) {
      const clock = new PeriodClock();
      this.#clocks.set(stream, clock);
      const events = new Map(
        entries.flatMap((entry) => (isUnreadable(entry) ? [] : [[entry.position, entry]])),
      );
      for (const act of chronology<ActaEvents>(entries, clock)) {
        const event = events.get(act.position);
        if (event === undefined) continue;
        for (const thread of this.#threads.of(event))
          this.#in(thread).push({ stream, key: act.key, position: act.position, act });
      }
    }
    for (const thread of this.#acts.keys()) this.#turns.set(thread, this.#refold(thread));
  }

  #extend(event: Recorded): SubjectVersions[] {
    const { stream, position } = event;
    const key = this.#clockOf(stream).place(event.metadata.effectiveAt, event.recordedAt);
    const act: ThreadAct = { stream, key, position, act: actOf<ActaEvents>(event, key) };
    const threads = this.#threads.of(event);
    for (const thread of threads) insert(this.#in(thread), act);
    const changes: SubjectVersions[] = [];
    for (const thread of this.#threads.readersOf(threads, this.#turns.keys())) {
      const before = this.#turns.get(thread) ?? [];
      const after = this.#refold(thread, before, act);
      this.#turns.set(thread, after);
      if (!same(before, after)) changes.push(...changed(versionsOf(before), versionsOf(after), position));
    }
    return changes;
  }

  /** The thread's turns: those known before, with one more, where the act takes effect last; all of them otherwise. */
  #refold(thread: string, before: readonly Turn[] = [], newest?: ThreadAct): Turn[] {
    const acts = this.#threads.readBy(thread).flatMap((each) => this.#acts.get(each) ?? []);
    acts.sort(byEffect);
    const folding = this.#threads.folding(thread);
    const turns: Turn[] = [];
    const extend = newest !== undefined && acts.at(-1) === newest;
    if (extend) turns.push(...before);
    acts.forEach((act, i) => {
      folding.evolve(act);
      const last = i === acts.length - 1;
      if (last || (!extend && acts[i + 1]?.key !== act.key)) turn(turns, act.key, folding.listed());
    });
    return turns;
  }

  #in(thread: string): ThreadAct[] {
    const known = this.#acts.get(thread);
    if (known !== undefined) return known;
    const acts: ThreadAct[] = [];
    this.#acts.set(thread, acts);
    return acts;
  }

  #clockOf(stream: string): PeriodClock {
    const known = this.#clocks.get(stream);
    if (known !== undefined) return known;
    const clock = new PeriodClock();
    this.#clocks.set(stream, clock);
    return clock;
  }
}

/** Adds what lists show from a moment on; the moment's earlier word, if it had one, is forgotten. */
function turn(turns: Turn[], from: number, listed: ListedSubject | undefined): void {
  if (turns.at(-1)?.from === from) turns.pop();
  if (!same(turns.at(-1)?.listed, listed)) turns.push({ from, listed });
}

function insert(acts: ThreadAct[], act: ThreadAct): void {
  const after = acts.findLastIndex((each) => byEffect(each, act) < 0);
  acts.splice(after + 1, 0, act);
}

function changed(before: VersionInForce[], after: VersionInForce[], position: number): SubjectVersions[] {
  const subject = (after[0] ?? before[0])?.subject;
  return subject === undefined ? [] : [{ subject, position, versions: after }];
}

function versionsOf(turns: readonly Turn[]): VersionInForce[] {
  return turns.flatMap(({ from, listed }, i) => {
    if (listed === undefined) return [];
    const to = turns[i + 1]?.from;
    return [{ ...listed, fromEffective: from, ...(to === undefined ? {} : { toEffective: to }) }];
  });
}
