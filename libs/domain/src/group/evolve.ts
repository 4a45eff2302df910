import type { Act } from '../kernel/event.js';
import { held } from '../kernel/held.js';
import { touch } from '../kernel/touched.js';
import type { Instrument } from '../kernel/values.js';
import type { GroupEvents } from './events.js';
import type { GroupState } from './state.js';

/** What makes two revisions the same instrument. */
export function instrumentKey({ body, kind, number }: Instrument): string {
  return `${body} ${kind} ${number}`;
}

export function evolve(state: GroupState, act: Act<GroupEvents>): void {
  touch(state, act);
  switch (act.type) {
    case 'group-established':
      state.status = 'established';
      state.code = act.data.group;
      if (act.data.parent !== undefined) state.parent = act.data.parent;
      state.names.push(held(act, { acronym: act.data.acronym, name: act.data.name }));
      state.established = held(act, act.data);
      return;
    case 'group-renamed':
      state.names.push(held(act, act.data));
      return;
    case 'participation-set':
      state.participation = held(act, act.data);
      return;
    case 'mandate-amended':
      if (act.data.change === 'abrogated') state.mandate.delete(instrumentKey(act.data.instrument));
      else state.mandate.set(instrumentKey(act.data.instrument), held(act, act.data));
      return;
    case 'terms-of-reference-set':
      state.termsOfReference.push(held(act, act.data));
      return;
    case 'officer-appointed':
      state.officers.set(act.data.appointment, held(act, act.data));
      return;
    case 'officer-released': {
      const appointment = state.officers.get(act.data.appointment);
      if (appointment !== undefined)
        state.officers.set(act.data.appointment, {
          ...appointment,
          value: { ...appointment.value, to: act.data.to },
        });
      return;
    }
    case 'working-methods-set':
      state.workingMethods.push(held(act, act.data));
      return;
    case 'group-renewed':
      state.renewals.push(held(act, act.data));
      return;
    case 'clauses-linked': {
      const { actor, actingAs } = act.metadata;
      state.clauseLinks.set(act.data.ref, held(act, { ...act.data, actor, actingAs }));
      return;
    }
    case 'group-terminated':
      state.status = 'terminated';
      state.terminated = held(act, act.data);
      return;
    case 'act-redated':
    case 'act-voided':
      return;
  }
}
