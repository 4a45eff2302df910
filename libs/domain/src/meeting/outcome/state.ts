import type { ActBase, EventOf } from '../../kernel/event.js';
import { type Held, held } from '../../kernel/held.js';
import type { Ordinal, Text, Uuid } from '../../kernel/values.js';
import type { OutcomeAmended, OutcomeContent, OutcomeEvents } from './events.js';

export type OutcomeStatus = 'provisional' | 'issued' | 'superseded' | 'rescinded';

export interface Outcome {
  ordinal: Ordinal;
  status: OutcomeStatus;
  content: OutcomeContent;
  recorded: Held<object>;
  /** Amendments since issue, oldest first, with why and on whose authority. */
  amendments: Held<Amendment>[];
  supersededBy?: { meeting: Ordinal; ordinal: Ordinal };
  followUps: Held<Text>[];
  /** Every event that shaped it, in order of effect. */
  events: Uuid[];
  /** Revision of the stream's event that touched it last. */
  revision: number;
}

export interface Amendment {
  class: OutcomeAmended['class'];
  reason: string;
  approvedBy?: string;
  authority?: { by: string };
}

export type Outcomes = Map<Ordinal, Outcome>;

export function evolveOutcome(outcomes: Outcomes, act: ActBase & EventOf<OutcomeEvents>): void {
  if (act.type === 'outcome-recorded') {
    const { ordinal, state, ...content } = act.data;
    outcomes.set(ordinal, {
      ordinal,
      status: state ?? 'provisional',
      content,
      recorded: held(act, {}),
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
  outcome.revision = act.revision;
  switch (act.type) {
    case 'outcome-revised': {
      const { ordinal: _ordinal, ...content } = act.data;
      outcome.content = { ...outcome.content, ...content };
      return;
    }
    case 'outcome-amended': {
      const { ordinal: _ordinal, class: kind, approvedBy, ...content } = act.data;
      const { reason = '', authority } = act.metadata;
      outcome.content = { ...outcome.content, ...content };
      outcome.amendments.push(
        held(act, {
          class: kind,
          reason,
          ...(approvedBy === undefined ? {} : { approvedBy }),
          ...(authority === undefined ? {} : { authority }),
        }),
      );
      return;
    }
    case 'outcome-superseded':
      outcome.status = 'superseded';
      outcome.supersededBy = act.data.by;
      return;
    case 'outcome-rescinded':
      outcome.status = 'rescinded';
      return;
    case 'outcome-followed-up':
      outcome.followUps.push(held(act, act.data.followUp));
      return;
  }
}
