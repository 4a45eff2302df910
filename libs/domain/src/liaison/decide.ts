import type { Decider } from '../kernel/decider.js';
import type { Act } from '../kernel/event.js';
import { isBackfill } from '../kernel/backfill.js';
import { datedClassification } from '../kernel/corrections.js';
import { type Refusal, refusal } from '../kernel/refusal.js';
import { firstRepeated } from '../kernel/repeated.js';
import type { Others } from '../others.js';
import type { LiaisonEvents } from './events.js';
import { evolve } from './evolve.js';
import { type LiaisonState, type LiaisonStatus, initialLiaison } from './state.js';

export const liaison: Decider<LiaisonState, LiaisonEvents> = {
  initial: initialLiaison,
  evolve,
  admit,
  admitGiven,
  subjectOf: (event) => ('addressee' in event.data ? `responses/${event.data.addressee}` : 'statement'),
  revisionOf: (state) => state.revision,
  touches: () => true,
};

/** From which states each step may follow. */
const FOLLOWS: Record<
  Exclude<
    keyof LiaisonEvents,
    'liaison-statement-drafted' | 'liaison-statement-received' | 'act-redated' | 'act-voided'
  >,
  readonly LiaisonStatus[]
> = {
  'liaison-statement-revised': ['drafted'],
  'liaison-statement-approved': ['drafted'],
  'liaison-statement-sent': ['approved'],
  'liaison-statement-withdrawn': ['drafted', 'approved', 'sent'],
  'liaison-statement-reinstated': ['withdrawn'],
  'liaison-response-recorded': ['sent', 'received'],
  'liaison-statement-classified': ['drafted', 'approved', 'sent', 'withdrawn', 'received'],
};

function admit(state: LiaisonState, act: Act<LiaisonEvents>): Refusal | undefined {
  if (act.type === 'act-redated' || act.type === 'act-voided') return undefined;
  if (act.type === 'liaison-statement-drafted' || act.type === 'liaison-statement-received')
    return admitEntering(state, act);
  if (state.status === 'unknown')
    return refusal(
      'unknown-liaison-statement',
      'the liaison statement is not in the record at that moment',
      '/stream',
    );
  const allowed = FOLLOWS[act.type];
  if (!allowed.includes(state.status))
    return refusal(
      'wrong-state',
      `the liaison statement is ${state.status}; this takes one that is ${allowed.join(' or ')}`,
      '/stream',
    );
  switch (act.type) {
    case 'liaison-statement-revised':
      return act.data.addressees === undefined ? undefined : addresseesFault(act.data.addressees);
    case 'liaison-statement-withdrawn':
    case 'liaison-statement-reinstated':
      return act.metadata.reason === undefined
        ? refusal(
            'reason-required',
            'withdrawing or reinstating a liaison statement needs a reason',
            '/reason',
          )
        : undefined;
    case 'liaison-response-recorded':
      return admitResponse(state, act);
    case 'liaison-statement-classified':
      return datedClassification(act);
    case 'liaison-statement-approved':
    case 'liaison-statement-sent':
      return undefined;
  }
}

function admitEntering(
  state: LiaisonState,
  act: Extract<Act<LiaisonEvents>, { type: 'liaison-statement-drafted' | 'liaison-statement-received' }>,
): Refusal | undefined {
  if (state.status !== 'unknown')
    return refusal(
      'duplicate-number',
      `the number ${String(act.data.ordinal)} is taken in this series, and numbers are never used again`,
      '/data/ordinal',
    );
  if (act.type === 'liaison-statement-drafted' && act.data.state !== undefined && !isBackfill(act))
    return refusal(
      'backfill-only',
      'only a backfilled liaison statement, with provenance, enters in a later state',
      '/data/state',
    );
  return addresseesFault(act.data.addressees);
}

function addresseesFault(addressees: readonly { name: string }[]): Refusal | undefined {
  if (addressees.length === 0)
    return refusal(
      'addressee-required',
      'a liaison statement has at least one addressee',
      '/data/addressees',
    );
  const repeated = firstRepeated(addressees.map(({ name }) => name));
  return repeated === undefined
    ? undefined
    : refusal('duplicate-addressee', `${repeated} is addressed twice; each once`, '/data/addressees');
}

function admitResponse(
  state: LiaisonState,
  act: Extract<Act<LiaisonEvents>, { type: 'liaison-response-recorded' }>,
): Refusal | undefined {
  const { addressee, response, words, deadline } = act.data;
  const names = state.content?.addressees.map(({ name }) => name) ?? [];
  if (!names.includes(addressee))
    return refusal(
      'unknown-addressee',
      `${addressee} is not addressed; the statement is to ${names.join(', ')}`,
      '/data/addressee',
    );
  if (response === 'declined' && words === undefined && act.metadata.reason === undefined)
    return refusal('reason-required', 'a declined statement needs the reason that was given', '/data/words');
  return response === 'extension-agreed' && deadline === undefined
    ? refusal('deadline-required', 'an agreed extension needs the new deadline', '/data/deadline')
    : undefined;
}

function admitGiven(_state: LiaisonState, act: Act<LiaisonEvents>, others: Others): Refusal | undefined {
  if (act.type !== 'liaison-statement-drafted' && act.type !== 'liaison-statement-received') return undefined;
  const { group, meeting } = act.data;
  const status = others.group(group)?.status ?? 'unknown';
  if (status !== 'established')
    return refusal(
      'unknown-group',
      `the group ${group} is ${status} at that moment; it must be established`,
      '/data/group',
    );
  return meeting !== undefined && others.meeting(group, meeting) === undefined
    ? refusal('unknown-meeting', `no meeting ${String(meeting)} of ${group} at that moment`, '/data/meeting')
    : undefined;
}
