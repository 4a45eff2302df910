import type { Act } from '../kernel/event.js';
import { held } from '../kernel/held.js';
import { touch } from '../kernel/touched.js';
import { evolveContribution } from './contribution/state.js';
import type { MeetingEvents } from './events.js';
import { evolveOutcome, issueProvisional } from './outcome/state.js';
import type { MeetingState } from './state.js';

export function evolve(state: MeetingState, act: Act<MeetingEvents>): void {
  if (!act.type.startsWith('contribution-') && !act.type.startsWith('outcome-')) touch(state, act);
  switch (act.type) {
    case 'meeting-planned': {
      const { group, ordinal, held: sitting, citationLabel, documentSeries, state: entered } = act.data;
      state.status = entered ?? 'planned';
      state.group = group;
      state.ordinal = ordinal;
      state.sitting = held(act, sitting);
      if (citationLabel !== undefined) state.citationLabel = citationLabel;
      if (documentSeries !== undefined) state.documentSeries = documentSeries;
      return;
    }
    case 'meeting-rescheduled':
      state.sitting = held(act, act.data.held);
      return;
    case 'meeting-cancelled':
      state.status = 'cancelled';
      return;
    case 'meeting-opened':
      state.status = 'opened';
      return;
    case 'meeting-closed':
      state.status = 'closed';
      return;
    case 'meeting-written-up':
      state.status = 'written-up';
      state.writtenUp = held(act, act.data);
      issueProvisional(state.outcomes, act);
      return;
    case 'meeting-reopened':
      state.status = 'reopened';
      return;
    case 'agenda-set':
      state.agenda = held(act, act.data);
      return;
    case 'chair-recorded':
      state.chair = held(act, act.data);
      return;
    case 'count-recorded':
      state.counts.set(countKey(act.data), held(act, act.data));
      return;
    case 'narrative-recorded':
      state.narrative.set(act.data.item, held(act, act.data));
      return;
    case 'contribution-submitted':
    case 'contribution-revised':
    case 'contribution-presented':
    case 'contribution-disposed-of':
    case 'contribution-withdrawn':
    case 'contribution-carried-over':
    case 'contribution-classified':
      evolveContribution(state.contributions, act);
      if (act.type === 'contribution-submitted') state.documentNumbers.add(act.data.number);
      if (act.type === 'contribution-revised') state.documentNumbers.add(act.data.revisedAs);
      return;
    case 'outcome-recorded':
    case 'outcome-revised':
    case 'outcome-amended':
    case 'outcome-superseded':
    case 'outcome-rescinded':
    case 'outcome-followed-up':
      evolveOutcome(state.outcomes, act, state.status === 'written-up');
      return;
    case 'act-redated':
    case 'act-voided':
      return;
  }
}

/** What a count counts: two counts of the same replace each other. */
export function countKey({ of, category }: { of: string; category?: string }): string {
  return category === undefined ? of : `${of}/${category}`;
}
