import { type Coverage, type Ordinal, type ReportState, type Uuid, momentOf } from '@acta/domain';
import { type GroupRecord, changedSinceIssue, meetingsIn, resolvePeriod } from '@acta/projections';
import type { Block, Paragraph } from '../document.js';
import type { CoverageName } from '../phrases/phrases.js';
import type { Authored } from './authored.js';
import { type Context, words } from './context.js';
import type { Covered } from './coverage.js';
import { generated, heading, line, list, note, quotation, recorded, whenOf } from './parts.js';

/** What Council and the Plenipotentiary did with this report, and with the other reports on what it covers. */
export function bodiesBlocks(
  context: Context,
  authored: Authored,
  covered: Covered,
  numbered: (n: number) => string,
): Block[] {
  const { phrases } = context;
  const own = authored.report === undefined ? [] : reportActs(context, authored.report);
  const blocks: Block[] =
    own.length === 0
      ? [note(phrases.bodiesNotInTheRecord, authored.report?.events.slice(0, 1) ?? [])]
      : [list(own)];
  let n = 0;
  for (const report of relatedReports(context, authored, covered)) {
    const acts = reportActs(context, report);
    if (acts.length === 0) continue;
    n += 1;
    blocks.push(
      generated(phrases.lead(nameOf(context, report)).trimEnd(), report.events.slice(0, 1), numbered(n)),
      list(acts),
    );
  }
  const renewals = renewalNotes(context, covered);
  return renewals.length === 0 ? blocks : [...blocks, ...renewals];
}

/** The other reports on meetings that this one covers. */
function relatedReports({ record }: Context, { id }: Authored, { meetings }: Covered): ReportState[] {
  const ordinals = new Set(meetings.map(([ordinal]) => ordinal));
  return [...record.reports]
    .filter(
      ([other, { covers }]) =>
        other !== id && meetingsOf(record, covers).some((ordinal) => ordinals.has(ordinal)),
    )
    .map(([, report]) => report);
}

/** None for a period whose sessions the calendar holds no longer. */
function meetingsOf(record: GroupRecord, covers: Coverage | undefined): readonly Ordinal[] {
  if (covers?.period === undefined) return covers?.meetings ?? [];
  const period = resolvePeriod(record.calendar, covers.period.from, covers.period.to);
  return period === undefined ? [] : meetingsIn(record, period);
}

function nameOf({ phrases }: Context, { kind = 'meeting', covers, content, submitted }: ReportState): string {
  const coverage: CoverageName = covers?.period ?? { meetings: covers?.meetings ?? [] };
  return phrases.reportName(kind, coverage, submitted?.value.documentNumber ?? content.documentNumber);
}

/** What was done with a report once it was drafted, in order. */
function reportActs(context: Context, report: ReportState): Paragraph[][] {
  const { phrases } = context;
  const { adopted, submitted, noted, transmitted, decided } = report;
  const acts: Paragraph[][] = [];
  const say = (text: string, restsOn: Uuid) => acts.push([generated(text, [restsOn])]);
  if (adopted !== undefined) say(phrases.adopted(adopted.value.by, whenOf(phrases, adopted)), adopted.event);
  if (submitted !== undefined) {
    const { to, documentNumber } = submitted.value;
    say(phrases.submitted(to, documentNumber, whenOf(phrases, submitted)), submitted.event);
  }
  if (noted !== undefined) {
    const { by, session, documentNumber, words: said } = noted.value;
    say(phrases.noted(by, session, documentNumber, whenOf(phrases, noted)), noted.event);
    if (said !== undefined) acts.at(-1)?.push(quotation('', words(context, said), [noted.event]));
  }
  if (transmitted !== undefined) {
    const { by, to, with: extra } = transmitted.value;
    say(phrases.transmitted(by, to, extra, whenOf(phrases, transmitted)), transmitted.event);
  }
  if (decided !== undefined) {
    say(phrases.decided(decided.value, whenOf(phrases, decided)), decided.event);
    if (decided.value.words !== undefined)
      acts.at(-1)?.push(quotation('', words(context, decided.value.words), [decided.event]));
  }
  return acts;
}

/** The group's renewals from the start of the period to the close of the session that it runs to. */
function renewalNotes({ phrases, record }: Context, { covers, period }: Covered): Paragraph[] {
  if (period === undefined) return [];
  const last = record.calendar.sessions.get(covers.period?.to ?? '')?.value;
  const end = momentOf(last?.closes ?? period.end).end;
  return record.group.renewals
    .filter(({ key }) => key >= momentOf(period.start).start && key <= end)
    .map((renewal) => {
      const { by, session, note: words } = renewal.value;
      const text = phrases.renewed(by, session, whenOf(phrases, renewal));
      return generated(words === undefined ? text : [{ text: `${text} ` }, line(words)], [renewal.event]);
    });
}

/** What came after the report was issued: its corrigenda, verbatim, and changes to what it rests on. */
export function sinceIssueBlocks(context: Context, { report }: Authored): Block[] {
  return report === undefined
    ? []
    : [...corrigendaBlocks(context, report), ...changesBlocks(context, report)];
}

function corrigendaBlocks(context: Context, { corrigenda }: ReportState): Block[] {
  const { phrases } = context;
  if (corrigenda.length === 0) return [];
  return [
    heading(1, phrases.headings.corrigenda),
    ...corrigenda.flatMap((corrigendum) => [
      generated(phrases.corrigendum(corrigendum.value.number, whenOf(phrases, corrigendum)), [
        corrigendum.event,
      ]),
      recorded(context, corrigendum.value.text, [corrigendum.event]),
    ]),
  ];
}

function changesBlocks({ phrases, record }: Context, report: ReportState): Block[] {
  const changes = changedSinceIssue(record, report);
  if (changes.length === 0) return [];
  return [
    heading(1, phrases.headings.sinceIssue),
    list(
      changes.map(({ change, outcome, meeting, by }) => [
        generated(phrases.changedSince(change, outcome, meeting, whenOf(phrases, by)), [by.event]),
      ]),
    ),
  ];
}
