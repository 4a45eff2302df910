import { streamOf } from '@acta/domain';
import { backfilled } from '../given.js';
import {
  GROUP,
  type LiaisonPlan,
  type Move,
  type ReportPlan,
  type Step,
  classification,
  noteDate,
  startingAt,
  stepDate,
  words,
} from './world.js';

const reason = 'as the meeting asked';
const ADDRESSEES = ['ITU-T Study Group 17', 'ITU-D Study Group 1', 'Council'] as const;

/** A liaison statement enters: outgoing or incoming, of a meeting or of none. */
export const enterStatement: Move = ({ group, meetings, liaison }, dice) => {
  if (liaison.length === 3) return undefined;
  const direction = dice.one(['o', 'o', 'i'] as const);
  const id = `${GROUP}-${direction}-${liaison.length + 1}`;
  const meeting = dice.pick(meetings);
  const sent = direction === 'o' && dice.once(4);
  const addressees = ADDRESSEES.slice(0, 1 + dice.below(3));
  const plan: LiaisonPlan = {
    ...startingAt(meeting ?? group),
    stream: streamOf.liaison(GROUP, direction, liaison.length + 1),
    id,
    status: direction === 'i' ? 'received' : sent ? 'sent' : 'drafted',
    before: 'drafted',
    addressees,
  };
  liaison.push(plan);
  return {
    type: direction === 'i' ? 'receive-liaison-statement' : 'draft-liaison-statement',
    stream: plan.stream,
    data: {
      group: GROUP,
      ordinal: liaison.length,
      ...(meeting === undefined ? {} : { meeting: meeting.ordinal }),
      addressees: addressees.map((name, i) =>
        i === 0 ? { name, purpose: { code: 'action' }, deadline: '2023-06-01' } : { name },
      ),
      subject: words(dice),
      ...(sent ? { state: 'sent' } : {}),
    },
    ...(sent ? backfilled : {}),
    ...stepDate(plan, dice),
  };
};

/** The next act on a liaison statement. */
export const handleStatement: Move = ({ liaison }, dice) => {
  const plan = dice.pick(liaison);
  if (plan === undefined) return undefined;
  const { stream, status } = plan;
  if (dice.once(8))
    return { type: 'classify-liaison-statement', stream, data: { classification: classification(dice) } };
  const step = (type: Step['type'], to: LiaisonPlan['status'], more: Partial<Step> = {}): Step => {
    plan.before = status;
    plan.status = to;
    return { type, stream, data: {}, ...more, ...stepDate(plan, dice) };
  };
  if (status === 'withdrawn') return step('reinstate-liaison-statement', plan.before, { reason });
  if (status !== 'received' && dice.once(5))
    return step('withdraw-liaison-statement', 'withdrawn', { reason });
  if (status === 'drafted')
    return dice.once(3)
      ? step('revise-liaison-statement', 'drafted', { data: { subject: words(dice) } })
      : step('approve-liaison-statement', 'approved', { data: { by: 'the meeting' } });
  if (status === 'approved') return step('send-liaison-statement', 'sent');
  const response = dice.one(['acknowledged', 'extension-agreed', 'action-taken', 'declined']);
  return {
    type: 'record-liaison-response',
    stream,
    data: {
      addressee: dice.pick(plan.addressees),
      response,
      ...(response === 'declined' ? { words: words(dice) } : {}),
      ...(response === 'extension-agreed' ? { deadline: '2023-12-01' } : {}),
    },
    ...stepDate(plan, dice),
  };
};

/** The four-year report, or one on the meetings so far. */
export const draftReport: Move = ({ group, meetings, reports }, dice) => {
  const ordinals = meetings.map(({ ordinal }) => ordinal);
  const period = ordinals.length === 0 || dice.once(2);
  const kind = period ? 'four-year' : dice.one(['annual', 'meeting'] as const);
  const covers = period ? { period: { from: 'PP-18', to: 'PP-22' } } : { meetings: ordinals };
  const stream = streamOf.report(GROUP, kind, covers);
  if (reports.some((report) => report.stream === stream)) return undefined;
  const now = period ? group.last === undefined : meetings.some(({ last }) => last === undefined);
  const first = Math.max(...[group, ...meetings].map((each) => each.last ?? each.first));
  const state = dice.once(3) ? dice.one(['submitted', 'transmitted', 'adopted'] as const) : undefined;
  const timeline = startingAt(now ? { first } : { first, last: first });
  const plan: ReportPlan = { ...timeline, stream, status: state ?? 'drafted', corrigenda: 0 };
  reports.push(plan);
  return {
    type: 'draft-report',
    stream,
    data: { group: GROUP, kind, covers, title: words(dice), ...(state === undefined ? {} : { state }) },
    ...(state === undefined ? {} : backfilled),
    ...stepDate(plan, dice),
  };
};

/** The next act on a report. It is submitted by backfill: a submission of now carries what the server froze. */
export const handleReport: Move = ({ reports }, dice) => {
  const plan = dice.pick(reports);
  if (plan === undefined) return undefined;
  const { stream, status } = plan;
  const step = (
    type: Step['type'],
    to: ReportPlan['status'],
    data: object,
    more: Partial<Step> = {},
  ): Step => {
    plan.status = to;
    return { type, stream, data: { ...data }, ...more, ...stepDate(plan, dice) };
  };
  switch (status) {
    case 'drafted':
      return dice.once(2)
        ? step('adopt-report', 'adopted', { by: 'the eighteenth meeting' })
        : step('revise-report', 'drafted', {
            recommendations: [{ number: '3.1', kind: 'recommendation', text: words(dice) }],
          });
    case 'adopted':
      return step('submit-report', 'submitted', { to: 'Council', documentNumber: 'C22/50-E' }, backfilled);
    case 'submitted':
      return step('note-report', 'noted', { by: 'Council', session: 'C-22' });
    case 'noted':
      return step('transmit-report', 'transmitted', { by: 'Council', to: 'PP-22' });
    case 'transmitted':
    case 'decided':
      if (status === 'transmitted' && dice.once(2))
        return step('decide-on-report', 'decided', { by: 'PP-22', decision: 'maintain' });
      return {
        type: 'issue-corrigendum',
        stream,
        data: { number: `Corr.${++plan.corrigenda}`, text: words(dice) },
        ...noteDate(plan, dice),
      };
  }
};
