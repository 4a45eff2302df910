import type { Decider } from '../kernel/decider.js';
import type { Act } from '../kernel/event.js';
import { type Refusal, refusal } from '../kernel/refusal.js';
import type { PersonEvents } from './events.js';
import { evolve } from './evolve.js';
import { type PersonState, initialPerson } from './state.js';

export const person: Decider<PersonState, PersonEvents> = {
  initial: initialPerson,
  evolve,
  admit,
  admitGiven: () => undefined,
  subjectOf: (event) => event.type,
  revisionOf: () => -1,
  touches: () => true,
};

function admit(state: PersonState, act: Act<PersonEvents>): Refusal | undefined {
  switch (act.type) {
    case 'person-erased':
      return state.erased
        ? refusal('person-erased', 'the person is erased already', '/data/subject')
        : undefined;
    case 'act-redated':
    case 'act-voided':
      return refusal('irrevocable', 'an erasure cannot be redated or voided: the key is gone', '/data/act');
  }
}
