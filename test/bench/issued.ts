import { join } from 'node:path';
import { type RedlineAsk, reportId, showRedline, staleReports } from '@acta/application';
import type { Command, GroupCode } from '@acta/domain';
import { streamOf } from '@acta/domain';
import { type Acta, loadConfig, openActa } from '@acta/runtime';
import { act } from '../support/acting.js';
import { PERIOD, groupCode } from './events.js';
import { interleave, median, quantile, rate, ratio, timed } from './measure.js';
import { type Line, type Row, type RowContext, atLeast, milliseconds, perSecond } from './row.js';
import { using } from './store.js';

const MEETINGS = [1, 2, 3, 4, 5];
const OUTCOMES = 100;
/** So many outcomes of each meeting were corrected since the issue, as of their own day. */
const CORRECTED_EACH = 12;
const COVERS = { period: PERIOD };
/** Its report was issued, and what it says was corrected since. */
const ISSUED = groupCode(0);
/** The same, but that its report is a draft. */
const DRAFTED = groupCode(1);
const IN_FLIGHT = 64;
const SOURCE = { document: 'the benchmark' };

export const issued: Row = {
  describe:
    'an issued report of 500 paragraphs: its redline, whether it is stale, and the appends that may make it so',
  seconds: 120,
  async run(context) {
    const { folder } = context;
    const config = loadConfig({}, { data: join(folder, 'data'), keys: join(folder, 'persons.keys') });
    return using(await openActa(config, { mode: 'write' }), async (acta) => {
      await prepareGroups(acta, context);
      return [
        ...(await redlineLines(acta, context)),
        await staleLine(acta, context),
        await appendLine(acta, context),
      ];
    });
  },
};

async function giveAll(acta: Acta, commands: readonly Command[]): Promise<void> {
  const queue = commands.values();
  const lane = async (): Promise<void> => {
    for (const command of queue) await act(acta, command, { backfill: command.provenance !== undefined });
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}

const words = (text: string) => ({ language: 'en', text });
const dayOfMeeting = (ordinal: number): string =>
  `20${String(17 + Math.min(ordinal, 4))}-1${String(ordinal % 2)}-15`;

async function prepareGroups(acta: Acta, { progress }: RowContext): Promise<void> {
  progress('recording two groups');
  for (const [session, opens, closes] of [
    [PERIOD.from, '2018-10-29', '2018-11-16'],
    [PERIOD.to, '2022-09-26', '2022-10-14'],
  ] as const)
    await act(acta, {
      type: 'enter-session',
      stream: streamOf.calendar(),
      data: { session, kind: 'plenipotentiary', title: session, opens, closes },
    });
  for (const group of [ISSUED, DRAFTED]) await prepareGroup(acta, group);
  const report = streamOf.report(ISSUED, 'four-year', COVERS);
  await act(acta, { type: 'adopt-report', stream: report, data: {} });
  await act(acta, { type: 'submit-report', stream: report, data: { to: 'Council' } });
  for (const meeting of MEETINGS)
    await giveAll(
      acta,
      Array.from({ length: CORRECTED_EACH }, (_, i) => amendment(ISSUED, meeting, i * 8 + 1, 'a correction')),
    );
}

async function prepareGroup(acta: Acta, group: GroupCode): Promise<void> {
  await act(
    acta,
    {
      type: 'establish-group',
      stream: streamOf.group(group),
      effectiveAt: '2009',
      data: { group, acronym: group, name: words('A group') },
    },
    { backfill: true },
  );
  for (const ordinal of MEETINGS) {
    const stream = streamOf.meeting(group, ordinal);
    const effectiveAt = dayOfMeeting(ordinal);
    await act(
      acta,
      {
        type: 'plan-meeting',
        stream,
        effectiveAt,
        provenance: SOURCE,
        data: { group, ordinal, held: { from: effectiveAt }, state: 'written-up' },
      },
      { backfill: true },
    );
    await giveAll(
      acta,
      Array.from({ length: OUTCOMES }, (_, i) => ({
        type: 'record-outcome',
        stream,
        effectiveAt,
        provenance: SOURCE,
        datedBy: 'meeting',
        data: {
          ordinal: i + 1,
          state: 'issued',
          text: words(
            `The CWG noted contribution ${String(i + 1)} with appreciation, and invited the membership to share what ` +
              'it had learnt on the protection of children online with the secretariat before the next meeting.',
          ),
        },
      })),
    );
  }
  await act(acta, {
    type: 'draft-report',
    stream: streamOf.report(group, 'four-year', COVERS),
    data: { group, kind: 'four-year', covers: COVERS },
  });
}

function amendment(group: GroupCode, meeting: number, ordinal: number, said: string): Command {
  return {
    type: 'amend-outcome',
    stream: streamOf.meeting(group, meeting),
    effectiveAt: dayOfMeeting(meeting),
    data: {
      ordinal,
      class: 'substantive',
      text: words(
        `The CWG noted contribution ${String(ordinal)} with ${said}, and invited Council to consider it.`,
      ),
    },
    reason: 'it was misheard',
    authority: { by: 'the Chair' },
  };
}

async function redlineLines(acta: Acta, { quick, repeats }: RowContext): Promise<Line[]> {
  const lines: Line[] = [];
  for (const format of ['json', 'docx'] as const) {
    const ask: RedlineAsk = {
      group: ISSUED,
      subject: `${ISSUED}/reports/four-year/${PERIOD.from}..${PERIOD.to}`,
      from: 'issued',
      to: {},
      language: 'en',
      format,
    };
    const times: number[] = [];
    for (let i = -2; i < (quick ? 3 : 5 * repeats); i++) {
      const time = await timed(() => showRedline(acta, ask));
      if (i >= 0) times.push(time);
    }
    const p99 = quantile(times, 0.99);
    lines.push({
      what: `redline of a report of ${String(MEETINGS.length * OUTCOMES)} outcomes as issued against as it reads now, ${String(MEETINGS.length * CORRECTED_EACH)} of them rewritten, as ${format === 'docx' ? 'Word with tracked changes' : 'JSON'}: p99`,
      baseline: '—',
      figures: `p50 ${milliseconds(quantile(times, 0.5))}, p99 ${milliseconds(p99)}`,
      measured: `p99 ${milliseconds(p99)}`,
      goal: { text: '< 500 ms', reached: p99 < 500 },
      bound: 'Reading the frozen document, composing the other one, and comparing the words of what differs.',
    });
  }
  return lines;
}

async function staleLine(acta: Acta, { quick, repeats }: RowContext): Promise<Line> {
  const times: number[] = [];
  for (let i = -2; i < (quick ? 3 : 5 * repeats); i++) {
    const time = await timed(async () => {
      const { value } = await staleReports(acta, { group: ISSUED, when: {} });
      const stale = value[0]?.paragraphs.length ?? 0;
      if (stale < MEETINGS.length * CORRECTED_EACH) throw new Error(`${String(stale)} paragraphs are stale`);
    });
    if (i >= 0) times.push(time);
  }
  return {
    what: `asked whether that report, ${reportId(ISSUED, 'four-year', COVERS)}, is stale, with the paragraphs and the acts`,
    baseline: '—',
    figures: `p50 ${milliseconds(quantile(times, 0.5))}, p99 ${milliseconds(quantile(times, 0.99))}`,
    measured: `p99 ${milliseconds(quantile(times, 0.99))}`,
    bound: 'It is computed for whoever asks: an append does none of it.',
  };
}

async function appendLine(acta: Acta, { quick, repeats, progress }: RowContext): Promise<Line> {
  const count = quick ? 64 : 1_500;
  let said = 0;
  const amending = (group: GroupCode) => () => {
    const commands = Array.from({ length: count }, (_, i) => {
      said++;
      return amendment(
        group,
        MEETINGS[i % MEETINGS.length] ?? 1,
        (i % OUTCOMES) + 1,
        `remark ${String(said)}`,
      );
    });
    return rate(count, () => giveAll(acta, commands));
  };
  const { stale, fresh } = await interleave(
    repeats,
    { stale: amending(ISSUED), fresh: amending(DRAFTED) },
    progress,
  );
  return {
    what: 'amendments of outcomes that an issued report rests on, 64 in flight',
    baseline: 'the same in a group whose report is a draft',
    figures: `${perSecond(median(stale))} against ${perSecond(median(fresh))}`,
    ...atLeast(0.95, ratio(stale, fresh)),
    bound: 'Whether a report is stale is computed when asked for.',
  };
}
