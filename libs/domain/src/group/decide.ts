import type { Decider } from '../kernel/decider.js';
import type { Act, EventOf } from '../kernel/event.js';
import { type Refusal, refusal } from '../kernel/refusal.js';
import { firstRepeated } from '../kernel/repeated.js';
import type { Others } from '../others.js';
import type { ClausesLinked, GroupEvents, OfficerAppointed } from './events.js';
import { evolve, instrumentKey } from './evolve.js';
import { hasSubject } from './linked-subject.js';
import { type GroupState, initialGroup } from './state.js';

export const group: Decider<GroupState, GroupEvents> = {
  initial: initialGroup,
  evolve,
  admit,
  admitGiven,
  subjectOf,
  revisionOf: (state) => state.revision,
  touches: () => true,
};

function admit(state: GroupState, act: Act<GroupEvents>): Refusal | undefined {
  if (act.type === 'act-redated' || act.type === 'act-voided') return undefined;
  if (act.type === 'group-established')
    return state.status === 'unknown'
      ? undefined
      : refusal('group-exists', `the group ${act.data.group} is established already`, '/data/group');
  if (state.status === 'unknown')
    return refusal(
      'unknown-group',
      'the group is not established at that moment; establish it first',
      '/stream',
    );
  if (state.status === 'terminated')
    return refusal(
      'group-terminated',
      'the group is terminated at that moment; nothing takes effect in it after',
      '/stream',
    );
  switch (act.type) {
    case 'mandate-amended': {
      const { change, instrument } = act.data;
      if (change === 'abrogated' && !state.mandate.has(instrumentKey(instrument)))
        return refusal(
          'unknown-instrument',
          `${instrumentKey(instrument)} is not in the mandate at that moment; only what is in it can be abrogated`,
          '/data/instrument',
        );
      return undefined;
    }
    case 'terms-of-reference-set': {
      const repeated = firstRepeated(act.data.clauses.map(({ number }) => number));
      return repeated === undefined
        ? undefined
        : refusal('duplicate-clause', `clause ${repeated} occurs twice; each number once`, '/data/clauses');
    }
    case 'officer-appointed': {
      const { appointment, from, to } = act.data;
      if (state.officers.has(appointment))
        return refusal(
          'duplicate-appointment',
          `the appointment ${appointment} is recorded already`,
          '/data/appointment',
        );
      if (to !== undefined && to < from)
        return refusal('reversed-range', `the term would end (${to}) before it starts (${from})`, '/data/to');
      return act.data.office === 'chair' ? chairTaken(state, from, to) : undefined;
    }
    case 'officer-released': {
      const appointment = state.officers.get(act.data.appointment);
      if (appointment === undefined)
        return refusal(
          'unknown-appointment',
          `no appointment ${act.data.appointment} in this group`,
          '/data/appointment',
        );
      return releaseFault(appointment.value, act.data.to);
    }
    case 'clauses-linked':
      return clausesFault(state, act.data.clauses);
    case 'group-renamed':
    case 'participation-set':
    case 'working-methods-set':
    case 'group-renewed':
    case 'group-terminated':
      return undefined;
  }
}

/** A link rests on the terms in force: it names their clauses, each once. */
function clausesFault(state: GroupState, linked: ClausesLinked['clauses']): Refusal | undefined {
  const terms = state.termsOfReference.at(-1)?.value;
  if (terms === undefined)
    return refusal(
      'no-terms-of-reference',
      'the group has no terms of reference at that moment; set them first',
      '/stream',
    );
  const repeated = firstRepeated(linked);
  if (repeated !== undefined)
    return refusal('duplicate-clause', `clause ${repeated} occurs twice; each number once`, '/data/clauses');
  const known = terms.clauses.map(({ number }) => number);
  const unknown = linked.find((number) => !known.includes(number));
  return unknown === undefined
    ? undefined
    : refusal(
        'unknown-clause',
        `no clause ${unknown} in the terms of reference (${terms.version}) at that moment; there are ${known.join(', ')}`,
        '/data/clauses',
      );
}

function admitGiven(state: GroupState, act: Act<GroupEvents>, others: Others): Refusal | undefined {
  if (act.type !== 'clauses-linked' || state.code === undefined) return undefined;
  return hasSubject(state.code, act.data.ref, others)
    ? undefined
    : refusal('unknown-subject', `no ${act.data.ref} of ${state.code} at that moment`, '/data/ref');
}

/** A release ends a term within it: prolonged, it could overlap the next one. */
function releaseFault({ appointment, from, to: end }: OfficerAppointed, to: string): Refusal | undefined {
  if (to < from)
    return refusal('reversed-range', `the release (${to}) is before the term starts (${from})`, '/data/to');
  return end !== undefined && to > end
    ? refusal(
        'term-ended',
        `the appointment ${appointment} ends on ${end}; a release cannot prolong it`,
        '/data/to',
      )
    : undefined;
}

/** One chair at a time: terms are intervals of days, and no two of them overlap. */
function chairTaken(state: GroupState, from: string, to = '9999-12-31'): Refusal | undefined {
  for (const { value } of state.officers.values()) {
    if (value.office !== 'chair' || value.from > to || (value.to ?? '9999-12-31') < from) continue;
    const until = value.to === undefined ? 'with no end recorded' : `to ${value.to}`;
    const message = `the appointment ${value.appointment} holds the chair from ${value.from} ${until}; release it first`;
    return refusal('office-held', message, '/data/from');
  }
  return undefined;
}

function subjectOf(event: EventOf<GroupEvents>): string {
  switch (event.type) {
    case 'officer-appointed':
    case 'officer-released':
      return `officers/${event.data.appointment}`;
    case 'clauses-linked':
      return `clause-links/${event.data.ref}`;
    case 'mandate-amended':
      return `mandate/${instrumentKey(event.data.instrument)}`;
    case 'group-established':
    case 'group-renamed':
      return 'name';
    case 'terms-of-reference-set':
      return 'terms-of-reference';
    case 'participation-set':
    case 'working-methods-set':
    case 'group-renewed':
    case 'group-terminated':
    case 'act-redated':
    case 'act-voided':
      return event.type;
  }
}
