import {
  type Decider,
  type Entry,
  History,
  type Others,
  type Recorded,
  type Verdict,
  type AggregateName,
  type States,
  deciders,
  eventFor,
  instantOf,
  momentOf,
  parseStream,
  streamOf,
} from '@acta/domain';
import { RECORDING_STARTS, recorded } from '../given.js';
import { type PlannedCommand, type Written, resolve } from './planned-command.js';

/** A history whose aggregate is told by its stream's name alone. */
export type AnyHistory = History<unknown, Record<string, unknown>>;

/** What became of a planned command: `candidate` is the event that it asked for. */
export interface Performed {
  candidate: Recorded;
  verdict: Verdict;
}

/** A log in memory on which planned commands are judged and recorded by the domain alone. */
export class Rehearsal {
  /** By stream, without the log's prefix. */
  readonly histories = new Map<string, AnyHistory>();
  /** Every event, in order of position. */
  readonly events: Recorded[] = [];
  readonly #written: (Written | undefined)[] = [];
  #now = momentOf(RECORDING_STARTS).start;

  /** Judges a command, and records its event if it is admitted. Undefined: a correction of nothing. */
  perform(planned: PlannedCommand): Performed | undefined {
    this.#now += planned.wait;
    const command = resolve(planned, this.#written);
    if (command === undefined) {
      this.#written.push(undefined);
      return undefined;
    }
    const { type, stream = '', data, ...details } = command;
    const candidate = this.candidate(stream, {
      ...details,
      type: eventFor(type) ?? type,
      data,
      ...(planned.backfill === undefined ? {} : { backfill: planned.backfill }),
    });
    const verdict = this.judge(candidate);
    if (verdict.admitted) this.#append(candidate);
    this.#written.push(verdict.admitted ? { id: candidate.metadata.id, stream } : undefined);
    return { candidate, verdict };
  }

  judge(candidate: Recorded): Verdict {
    return this.history(candidate.stream).judge(candidate, (at) => this.othersAt(at));
  }

  /** The event at the next position of the log. */
  candidate(stream: string, event: Parameters<typeof recorded>[0]): Recorded {
    const revision = this.history(stream).revision + 1;
    return recorded(
      { ...event, recordedAt: instantOf(this.#now) },
      { stream, revision, position: this.events.length + 1 },
    );
  }

  history(stream: string): AnyHistory {
    return this.histories.get(stream) ?? historyOf(stream, []);
  }

  /** Other streams as they stand at an effective moment. */
  othersAt(at: number): Others {
    return {
      group: (code) => this.#state('group', streamOf.group(code), at),
      meeting: (code, ordinal) => this.#state('meeting', streamOf.meeting(code, ordinal), at),
      hasContribution: (code, ordinal, number) =>
        this.#state('meeting', streamOf.meeting(code, ordinal), at)?.contributions.has(number) === true,
      report: (id) => this.#state('report', `report-${id}`, at),
      liaison: (id) => this.#state('liaison', `liaison-${id}`, at),
      calendar: () => this.history(streamOf.calendar()).state as States['calendar'],
    };
  }

  #state<A extends 'group' | 'meeting' | 'liaison' | 'report'>(
    _: A,
    stream: string,
    at: number,
  ): States[A] | undefined {
    const state = this.histories.get(stream)?.stateAt(at) as States[A] | undefined;
    return state?.status === 'unknown' ? undefined : state;
  }

  #append(event: Recorded): void {
    const history = this.history(event.stream);
    history.append(event);
    this.histories.set(event.stream, history);
    this.events.push(event);
  }
}

/** The decider of a stream's aggregate. */
export function deciderOf(stream: string): Decider<unknown, Record<string, unknown>> {
  const name: AggregateName | undefined = parseStream(stream)?.aggregate;
  if (name === undefined) throw new Error(`no stream of ours: ${stream}`);
  // States and acts are only handed back to the same decider.
  return deciders[name] as unknown as Decider<unknown, Record<string, unknown>>;
}

/** A history built anew from a stream's entries. */
export function historyOf(stream: string, entries: readonly Entry[]): AnyHistory {
  return new History(deciderOf(stream), entries);
}
