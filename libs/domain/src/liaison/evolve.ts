import type { Act } from '../kernel/event.js';
import { held } from '../kernel/held.js';
import { touch } from '../kernel/touched.js';
import type { LiaisonDrafted, LiaisonEvents } from './events.js';
import type { LiaisonState } from './state.js';

export function evolve(state: LiaisonState, act: Act<LiaisonEvents>): void {
  if (act.type === 'act-redated' || act.type === 'act-voided') return;
  state.events.push(act.id);
  touch(state, act);
  switch (act.type) {
    case 'liaison-statement-drafted':
      enter(state, act, 'outgoing', act.data);
      state.status = act.data.state ?? 'drafted';
      if (act.data.state === 'sent') state.sent = held(act, {});
      return;
    case 'liaison-statement-received':
      enter(state, act, 'incoming', act.data);
      state.status = 'received';
      return;
    case 'liaison-statement-revised':
      if (state.content !== undefined) state.content = { ...state.content, ...act.data };
      return;
    case 'liaison-statement-approved':
      state.status = 'approved';
      state.approved = held(act, act.data);
      return;
    case 'liaison-statement-sent':
      state.status = 'sent';
      state.sent = held(act, {});
      return;
    case 'liaison-statement-withdrawn':
      if (state.status !== 'unknown' && state.status !== 'withdrawn') state.before = state.status;
      state.status = 'withdrawn';
      return;
    case 'liaison-statement-reinstated':
      state.status = state.before ?? 'drafted';
      return;
    case 'liaison-statement-classified':
      state.classification = act.data.classification;
      return;
    case 'liaison-response-recorded': {
      const known = state.responses.get(act.data.addressee);
      if (known === undefined) state.responses.set(act.data.addressee, [held(act, act.data)]);
      else known.push(held(act, act.data));
      return;
    }
  }
}

function enter(
  state: LiaisonState,
  act: Act<LiaisonEvents>,
  direction: 'outgoing' | 'incoming',
  data: LiaisonDrafted,
): void {
  const {
    group,
    ordinal,
    meeting,
    ordinalInMeeting,
    classification = 'public',
    state: _state,
    ...content
  } = data;
  state.direction = direction;
  state.place = {
    group,
    ordinal,
    ...(meeting === undefined ? {} : { meeting }),
    ...(ordinalInMeeting === undefined ? {} : { ordinalInMeeting }),
  };
  state.content = content;
  state.classification = classification;
  state.enteredBy = act.metadata.actor;
  state.entered = held(act, {});
}
