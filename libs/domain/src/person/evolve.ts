import type { Act } from '../kernel/event.js';
import type { PersonEvents } from './events.js';
import type { PersonState } from './state.js';

export function evolve(state: PersonState, act: Act<PersonEvents>): void {
  switch (act.type) {
    case 'person-erased':
      state.erased = true;
      return;
    case 'act-redated':
    case 'act-voided':
      return;
  }
}
