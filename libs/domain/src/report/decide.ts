import { isBackfill } from '../kernel/backfill.js';
import type { Decider } from '../kernel/decider.js';
import type { Act } from '../kernel/event.js';
import { type Refusal, refusal } from '../kernel/refusal.js';
import { firstRepeated } from '../kernel/repeated.js';
import type { Others } from '../others.js';
import type { Coverage, ReportContent, ReportEvents } from './events.js';
import { evolve } from './evolve.js';
import { type ReportState, type ReportStatus, initialReport } from './state.js';

export const report: Decider<ReportState, ReportEvents> = {
  initial: initialReport,
  evolve,
  admit,
  admitGiven,
  subjectOf: (event) => (event.type === 'corrigendum-issued' ? `corrigenda/${event.data.number}` : 'report'),
  revisionOf: (state) => state.revision,
  touches: () => true,
};

/** From which states each step may follow. */
const FOLLOWS: Record<
  Exclude<keyof ReportEvents, 'report-drafted' | 'act-redated' | 'act-voided'>,
  readonly ReportStatus[]
> = {
  'report-revised': ['drafted'],
  'report-adopted': ['drafted'],
  'report-submitted': ['adopted'],
  'report-noted': ['submitted'],
  'report-transmitted': ['submitted', 'noted'],
  'report-decided': ['submitted', 'noted', 'transmitted'],
  'corrigendum-issued': ['submitted', 'noted', 'transmitted', 'decided'],
};

function admit(state: ReportState, act: Act<ReportEvents>): Refusal | undefined {
  if (act.type === 'act-redated' || act.type === 'act-voided') return undefined;
  if (act.type === 'report-drafted') {
    if (state.status !== 'unknown')
      return refusal(
        'report-exists',
        'a report of this kind on this coverage is in the record; revise it',
        '/data/covers',
      );
    if (act.data.state !== undefined && !isBackfill(act))
      return refusal(
        'backfill-only',
        'only a backfilled report, with provenance, enters in a later state',
        '/data/state',
      );
    return coverageFault(act.data.covers) ?? contentFault(act.data);
  }
  if (state.status === 'unknown')
    return refusal(
      'unknown-report',
      'the report is not in the record at that moment; draft it first',
      '/stream',
    );
  const allowed = FOLLOWS[act.type];
  if (!allowed.includes(state.status))
    return refusal(
      'wrong-state',
      `the report is ${state.status}; this takes one that is ${allowed.join(' or ')}`,
      '/stream',
    );
  if (act.type === 'report-revised') return contentFault(act.data);
  if (act.type === 'report-submitted' && act.data.issue === undefined && !isBackfill(act))
    return refusal(
      'issue-required',
      'a report is frozen when it is submitted; only a backfilled one is not',
      '/data/issue',
    );
  if (
    act.type === 'corrigendum-issued' &&
    state.corrigenda.some(({ value }) => value.number === act.data.number)
  )
    return refusal(
      'duplicate-number',
      `the corrigendum ${act.data.number} is issued already`,
      '/data/number',
    );
  return undefined;
}

function coverageFault({ meetings, period }: Coverage): Refusal | undefined {
  if ((meetings === undefined) === (period === undefined))
    return refusal('coverage-required', 'a report covers either meetings or a period', '/data/covers');
  if (meetings !== undefined && (meetings.length === 0 || firstRepeated(meetings) !== undefined))
    return refusal('coverage-required', 'name the meetings covered, each once', '/data/covers/meetings');
  return undefined;
}

function contentFault({ recommendations, paragraphs }: ReportContent): Refusal | undefined {
  const repeated = firstRepeated(recommendations?.map(({ number }) => number) ?? []);
  if (repeated !== undefined)
    return refusal(
      'duplicate-number',
      `the number ${repeated} occurs twice; each once`,
      '/data/recommendations',
    );
  const homeless = paragraphs?.findIndex(
    ({ section, meeting }) => (section === 'meeting') !== (meeting !== undefined),
  );
  return homeless === undefined || homeless === -1
    ? undefined
    : refusal(
        'meeting-required',
        'a paragraph of section "meeting" names its meeting, and no other does',
        `/data/paragraphs/${String(homeless)}/meeting`,
      );
}

function admitGiven(_state: ReportState, act: Act<ReportEvents>, others: Others): Refusal | undefined {
  if (act.type !== 'report-drafted') return undefined;
  const { group, covers } = act.data;
  const status = others.group(group)?.status ?? 'unknown';
  if (status === 'unknown')
    return refusal('unknown-group', `the group ${group} is not established at that moment`, '/data/group');
  const missing = covers.meetings?.find((ordinal) => others.meeting(group, ordinal) === undefined);
  if (missing !== undefined)
    return refusal(
      'unknown-meeting',
      `no meeting ${String(missing)} of ${group} at that moment`,
      '/data/covers/meetings',
    );
  return covers.period === undefined ? undefined : periodFault(covers.period, others);
}

function periodFault({ from, to }: { from: string; to: string }, others: Others): Refusal | undefined {
  const { sessions } = others.calendar();
  const unknown = [from, to].find((code) => !sessions.has(code));
  if (unknown !== undefined)
    return refusal(
      'unknown-session',
      `no session ${unknown} in the calendar; enter it first`,
      '/data/covers/period',
    );
  const starts = sessions.get(from)?.value.opens ?? '';
  const ends = sessions.get(to)?.value.opens ?? '';
  return starts < ends
    ? undefined
    : refusal(
        'reversed-range',
        `the period would end (${to}) before it starts (${from})`,
        '/data/covers/period',
      );
}
