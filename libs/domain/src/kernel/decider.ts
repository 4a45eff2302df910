import type { Others } from '../others.js';
import type { Act, EventOf } from './event.js';
import type { Refusal } from './refusal.js';

/**
 * An aggregate: how acts change a state, and which acts a state admits. Both are pure. A command asks for one event;
 * which one, and with which data, the aggregate's `commands` table says.
 */
export interface Decider<State, Events> {
  /** A fresh state, owned by the fold that asked for it. */
  initial(): State;
  /** Applies an act to the state in place. Total: it never refuses, and an act that makes no sense changes nothing. */
  evolve(state: State, act: Act<Events>): void;
  /** Why this act may not take effect in this state; undefined where it may. Reads the state, changes nothing. */
  admit(state: State, act: Act<Events>): Refusal | undefined;
  /** The same, judged on other streams as they stood at the act's effective moment. */
  admitGiven(state: State, act: Act<Events>, others: Others): Refusal | undefined;
  /** What the event is about, within its stream, for example outcomes/3. Events of one subject form its history. */
  subjectOf(event: EventOf<Events>): string;
  /** Revision of the event that touched a subject last, redatings among them; -1 where it is not there. */
  revisionOf(state: State, subject: string): number;
  /** Whether an event touches a subject: whether it counts for the subject's revision. */
  touches(event: EventOf<Events>, subject: string): boolean;
}
