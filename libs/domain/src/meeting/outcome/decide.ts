import { isBackfill } from '../../kernel/backfill.js';
import type { Act } from '../../kernel/event.js';
import { type Refusal, refusal } from '../../kernel/refusal.js';
import type { MeetingState, MeetingStatus } from '../state.js';
import type { OutcomeEvents, OutcomeLinks } from './events.js';
import type { OutcomeStatus } from './state.js';

/** In which states of the meeting an outcome is recorded as it happens. */
const RECORDING: readonly MeetingStatus[] = ['opened', 'closed', 'reopened'];

/** From which states each act may follow. */
const FOLLOWS: Record<Exclude<keyof OutcomeEvents, 'outcome-recorded'>, readonly OutcomeStatus[]> = {
  'outcome-revised': ['provisional'],
  'outcome-amended': ['issued'],
  'outcome-superseded': ['issued'],
  'outcome-rescinded': ['issued'],
  'outcome-followed-up': ['issued', 'superseded', 'rescinded'],
};

export function admitOutcome(state: MeetingState, act: Act<OutcomeEvents>): Refusal | undefined {
  if (act.type === 'outcome-recorded') return admitRecording(state, act);
  const { ordinal } = act.data;
  const outcome = state.outcomes.get(ordinal);
  if (outcome === undefined)
    return refusal(
      'unknown-outcome',
      `no outcome ${String(ordinal)} in this meeting at that moment`,
      '/data/ordinal',
    );
  const allowed = FOLLOWS[act.type];
  if (!allowed.includes(outcome.status)) {
    const hint = outcome.status === 'issued' && act.type === 'outcome-revised' ? '; amend it instead' : '';
    return refusal(
      'wrong-state',
      `outcome ${String(ordinal)} is ${outcome.status}; this takes one that is ${allowed.join(' or ')}${hint}`,
      '/data/ordinal',
    );
  }
  if (
    act.type !== 'outcome-revised' &&
    act.type !== 'outcome-followed-up' &&
    act.metadata.reason === undefined
  )
    return refusal('reason-required', 'a change to an issued outcome needs a reason', '/reason');
  if (act.type === 'outcome-superseded' && act.data.by.meeting === state.ordinal)
    return successorFault(state, ordinal, act.data.by.ordinal);
  return act.type === 'outcome-revised' || act.type === 'outcome-amended'
    ? linksFault(state, act.data.links)
    : undefined;
}

function linksFault({ contributions }: MeetingState, links: OutcomeLinks | undefined): Refusal | undefined {
  const unknown = links?.contributions?.find((number) => !contributions.has(number));
  return unknown === undefined
    ? undefined
    : refusal(
        'unknown-contribution',
        `no contribution ${unknown} in this meeting`,
        '/data/links/contributions',
      );
}

/** Within the meeting; of another meeting, the decider of meetings judges it on that one. */
function successorFault(state: MeetingState, ordinal: number, by: number): Refusal | undefined {
  if (by === ordinal) return refusal('supersedes-itself', 'an outcome cannot supersede itself', '/data/by');
  return state.outcomes.has(by)
    ? undefined
    : refusal('unknown-outcome', `no outcome ${String(by)} in this meeting at that moment`, '/data/by');
}

function admitRecording(
  state: MeetingState,
  act: Extract<Act<OutcomeEvents>, { type: 'outcome-recorded' }>,
): Refusal | undefined {
  const { ordinal, state: entered, links } = act.data;
  if (state.outcomes.has(ordinal))
    return refusal(
      'duplicate-number',
      `outcome ${String(ordinal)} is recorded already, and numbers are never used again; give the next one`,
      '/data/ordinal',
    );
  if (entered !== undefined && !isBackfill(act))
    return refusal(
      'backfill-only',
      'only a backfilled outcome, with provenance, enters as issued',
      '/data/state',
    );
  if (!RECORDING.includes(state.status) && !(isBackfill(act) && state.status === 'written-up'))
    return refusal(
      'wrong-state',
      `the meeting is ${state.status}; outcomes are recorded in one that is ${RECORDING.join(' or ')}`,
      '/stream',
    );
  return linksFault(state, links);
}
