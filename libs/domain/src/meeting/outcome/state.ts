import type { ActBase, EventOf } from '../../kernel/event.js';
import { type Held, held } from '../../kernel/held.js';
import type { RecordedBy } from '../../kernel/metadata.js';
import { type Touched, touch } from '../../kernel/touched.js';
import type { Authority, Ordinal, Text, Uuid } from '../../kernel/values.js';
import type { OutcomeAmended, OutcomeContent, OutcomeEvents } from './events.js';

export type OutcomeStatus = 'provisional' | 'issued' | 'superseded' | 'rescinded';

export interface Outcome extends Touched {
  ordinal: Ordinal;
  status: OutcomeStatus;
  content: OutcomeContent;
  recorded: Held<object>;
  /** Who recorded the links that its content has, and with which act: absent where there are none. */
  linkedBy?: Held<RecordedBy>;
  /** Amendments since issue, oldest first, with why and on whose authority. */
  amendments: Held<Amendment>[];
  supersededBy?: { meeting: Ordinal; ordinal: Ordinal };
  /** Since when and why it is superseded or rescinded. */
  ended?: Held<Grounds>;
  followUps: Held<Text>[];
  /** Every event that shaped it, in order of effect. */
  events: Uuid[];
}

/** Why something issued was changed, and on whose authority. */
export interface Grounds {
  reason: string;
  authority?: Authority;
}

export interface Amendment extends Grounds {
  class: OutcomeAmended['class'];
  approvedBy?: string;
}

export type Outcomes = Map<Ordinal, Outcome>;

/** @param writtenUp whether the meeting's report is issued: what is recorded after is issued with it */
export function evolveOutcome(
  outcomes: Outcomes,
  act: ActBase & EventOf<OutcomeEvents>,
  writtenUp: boolean,
): void {
  if (act.type === 'outcome-recorded') {
    const { ordinal, state, ...content } = act.data;
    outcomes.set(ordinal, {
      ordinal,
      status: state ?? (writtenUp ? 'issued' : 'provisional'),
      content,
      recorded: held(act, {}),
      ...linkedBy(act),
      amendments: [],
      followUps: [],
      events: [act.id],
      revision: act.revision,
    });
    return;
  }
  const outcome = outcomes.get(act.data.ordinal);
  if (outcome === undefined) return;
  outcome.events.push(act.id);
  touch(outcome, act);
  Object.assign(outcome, linkedBy(act));
  switch (act.type) {
    case 'outcome-revised': {
      const { ordinal: _ordinal, ...content } = act.data;
      outcome.content = { ...outcome.content, ...content };
      return;
    }
    case 'outcome-amended': {
      const { ordinal: _ordinal, class: kind, approvedBy, ...content } = act.data;
      outcome.content = { ...outcome.content, ...content };
      outcome.amendments.push(
        held(act, { class: kind, ...(approvedBy === undefined ? {} : { approvedBy }), ...groundsOf(act) }),
      );
      return;
    }
    case 'outcome-superseded':
      outcome.status = 'superseded';
      outcome.supersededBy = act.data.by;
      outcome.ended = held(act, groundsOf(act));
      return;
    case 'outcome-rescinded':
      outcome.status = 'rescinded';
      outcome.ended = held(act, groundsOf(act));
      return;
    case 'outcome-followed-up':
      outcome.followUps.push(held(act, act.data.followUp));
      return;
  }
}

/** The meeting's report is issued, and its provisional outcomes with it. */
export function issueProvisional(outcomes: Outcomes, writingUp: ActBase): void {
  for (const outcome of outcomes.values())
    if (outcome.status === 'provisional') {
      outcome.status = 'issued';
      outcome.events.push(writingUp.id);
      touch(outcome, writingUp);
    }
}

/** An act that gives links replaces them all. */
function linkedBy(act: ActBase & EventOf<OutcomeEvents>): Pick<Outcome, 'linkedBy'> {
  if (!('links' in act.data)) return {};
  const { actor, actingAs } = act.metadata;
  return { linkedBy: held(act, { actor, actingAs }) };
}

function groundsOf({ metadata: { reason = '', authority } }: ActBase): Grounds {
  return { reason, ...(authority === undefined ? {} : { authority }) };
}
