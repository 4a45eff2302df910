import { isBackfill } from '../../kernel/backfill.js';
import type { Act } from '../../kernel/event.js';
import { datedClassification } from '../../kernel/corrections.js';
import { type Refusal, refusal } from '../../kernel/refusal.js';
import type { MeetingState } from '../state.js';
import type { ContributionEvents } from './events.js';
import type { ContributionStatus } from './state.js';

/** From which states each act may follow. */
const FOLLOWS: Record<
  Exclude<keyof ContributionEvents, 'contribution-submitted'>,
  readonly ContributionStatus[]
> = {
  'contribution-revised': ['submitted', 'presented'],
  'contribution-presented': ['submitted'],
  'contribution-disposed-of': ['submitted', 'presented'],
  'contribution-withdrawn': ['submitted', 'presented'],
  'contribution-carried-over': ['submitted', 'presented'],
  'contribution-classified': ['submitted', 'presented', 'disposed-of', 'withdrawn', 'carried-over'],
};

export function admitContribution(state: MeetingState, act: Act<ContributionEvents>): Refusal | undefined {
  if (act.type === 'contribution-submitted') return admitSubmission(state, act);
  const { number } = act.data;
  const contribution = state.contributions.get(number);
  if (contribution === undefined)
    return refusal(
      'unknown-contribution',
      `no contribution ${number} in this meeting at that moment`,
      '/data/number',
    );
  const allowed = FOLLOWS[act.type];
  if (!allowed.includes(contribution.status))
    return refusal(
      'wrong-state',
      `contribution ${number} is ${contribution.status}; this takes one that is ${allowed.join(' or ')}`,
      '/data/number',
    );
  if (act.type === 'contribution-classified') return datedClassification(act);
  if (act.type === 'contribution-carried-over' && state.ordinal !== undefined && act.data.to <= state.ordinal)
    return refusal('not-later', 'a contribution is carried over to a later meeting', '/data/to');
  if (
    act.type === 'contribution-disposed-of' &&
    act.data.disposal === 'as-worded' &&
    act.data.words === undefined
  )
    return refusal('words-required', 'a disposal "as-worded" needs its words', '/data/words');
  if (act.type === 'contribution-revised' && state.documentNumbers.has(act.data.revisedAs))
    return refusal(
      'duplicate-number',
      `the number ${act.data.revisedAs} is taken in this meeting; give the next revision's`,
      '/data/revisedAs',
    );
  return undefined;
}

function admitSubmission(
  state: MeetingState,
  act: Extract<Act<ContributionEvents>, { type: 'contribution-submitted' }>,
): Refusal | undefined {
  const { number, state: entered, carriedOverFrom } = act.data;
  if (state.documentNumbers.has(number))
    return refusal(
      'duplicate-number',
      `the number ${number} is taken in this meeting, and numbers are never used again; give the next one`,
      '/data/number',
    );
  if (entered !== undefined && !isBackfill(act))
    return refusal(
      'backfill-only',
      'only a backfilled contribution, with provenance, enters in a later state',
      '/data/state',
    );
  if (state.status === 'written-up' && !isBackfill(act))
    return refusal(
      'meeting-written-up',
      'the meeting is written up; reopen it for correction first',
      '/stream',
    );
  return carriedOverFrom !== undefined && state.ordinal !== undefined && carriedOverFrom >= state.ordinal
    ? refusal(
        'not-earlier',
        'a contribution is carried over from an earlier meeting',
        '/data/carriedOverFrom',
      )
    : undefined;
}
