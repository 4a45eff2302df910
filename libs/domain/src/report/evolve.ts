import type { Act } from '../kernel/event.js';
import { held } from '../kernel/held.js';
import { touch } from '../kernel/touched.js';
import type { ReportContent, ReportEvents } from './events.js';
import type { ReportState } from './state.js';

export function evolve(state: ReportState, act: Act<ReportEvents>): void {
  if (act.type === 'act-redated' || act.type === 'act-voided') return;
  state.events.push(act.id);
  touch(state, act);
  switch (act.type) {
    case 'report-drafted': {
      const { group, kind, covers, state: entered, ...content } = act.data;
      state.status = entered ?? 'drafted';
      state.group = group;
      state.kind = kind;
      state.covers = covers;
      state.drafted = held(act, {});
      take(state, act.id, content);
      return;
    }
    case 'report-revised':
      take(state, act.id, act.data);
      return;
    case 'report-adopted':
      state.status = 'adopted';
      state.adopted = held(act, act.data);
      return;
    case 'report-submitted':
      state.status = 'submitted';
      state.submitted = held(act, act.data);
      return;
    case 'report-noted':
      state.status = 'noted';
      state.noted = held(act, act.data);
      return;
    case 'report-transmitted':
      state.status = 'transmitted';
      state.transmitted = held(act, act.data);
      return;
    case 'report-decided':
      state.status = 'decided';
      state.decided = held(act, act.data);
      return;
    case 'corrigendum-issued':
      state.corrigenda.push(held(act, act.data));
      return;
  }
}

/** Takes over the parts of the content that are given, each with the event that it now rests on. */
function take(state: ReportState, event: string, content: ReportContent): void {
  state.content = { ...state.content, ...content };
  for (const part of Object.keys(content) as (keyof ReportContent)[]) state.contentFrom.set(part, event);
}
