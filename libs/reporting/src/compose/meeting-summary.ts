import type { MeetingState, Ordinal } from '@acta/domain';
import type { GroupRecord } from '@acta/projections';
import type { Block, Paragraph, ReportDocument, TitleBlock } from '../document.js';
import { type Authored, authoredFor, authoredParagraphs } from './authored.js';
import {
  type ComposeOptions,
  type Context,
  NotInTheRecord,
  contextOf,
  meetingName,
  nameEvents,
} from './context.js';
import { contributionBlocks } from './contribution-table.js';
import { coveredBy, wasHeld } from './coverage.js';
import { type SectionDraft, basisOf, numberedSections, titleBlockOf } from './frame.js';
import { liaisonBlocks, liaisonOf, liaisonTexts } from './liaison-table.js';
import { leadIn, meetingFacts, narrativeBlocks, outcomeBlocks, sittingEvents } from './meeting-parts.js';
import { type Fact, factsList, generated, heading, list, note, recorded } from './parts.js';
import { recommendationBlocks } from './recommendations.js';
import { sinceIssueBlocks } from './bodies.js';

/**
 * The summary of one meeting, as the record stood at the point that it was folded at. Where a report of kind `meeting`
 * on it alone is in the record, what its authors wrote takes the place of what would be generated there.
 * @param record folded at `options.point`
 * @throws NotInTheRecord where the group or the meeting is not in the record at that point
 * @throws RangeError for a language without phrases
 */
export function composeMeetingSummary(
  record: GroupRecord,
  ordinal: Ordinal,
  options: ComposeOptions,
): ReportDocument {
  const context = contextOf(record, options);
  const meeting = record.meetings.get(ordinal);
  if (meeting === undefined)
    throw new NotInTheRecord(
      `no meeting ${String(ordinal)} of ${context.code} in the record at that point; ` +
        `there are: ${[...record.meetings.keys()].join(', ') || 'none'}`,
    );
  const authored = authoredFor(context, 'meeting', { meetings: [ordinal] });
  const title = authored.report?.content.title?.text;
  return {
    language: context.language,
    title: title ?? context.phrases.meetingTitle(meetingName(context, ordinal, meeting)),
    titleBlock: titleBlock(context, authored, meeting),
    blocks: [
      ...openingBlocks(context, ordinal, meeting, authored),
      ...numberedSections(context, sectionsOf(context, ordinal, meeting, authored)),
      ...sinceIssueBlocks(context, authored),
    ],
    basis: basisOf(context),
  };
}

/** As a report's; the number of the document as which it was written up, and no mark once it is. */
function titleBlock(context: Context, { report }: Authored, { writtenUp, status }: MeetingState): TitleBlock {
  const { mark, ...block } = titleBlockOf(context, report);
  const documentNumber = block.documentNumber ?? writtenUp?.value.document;
  return {
    ...block,
    ...(documentNumber === undefined ? {} : { documentNumber }),
    ...(mark === undefined || status === 'written-up' ? {} : { mark }),
  };
}

function openingBlocks(
  context: Context,
  ordinal: Ordinal,
  meeting: MeetingState,
  authored: Authored,
): Block[] {
  const { phrases } = context;
  const summary = authoredParagraphs(context, authored, 'summary');
  const generatedSummary = generated(phrases.summaryOfMeeting(meetingName(context, ordinal, meeting)), [
    ...nameEvents(context),
    ...sittingEvents(meeting),
  ]);
  return [
    heading(1, phrases.headings.summary),
    ...(summary.length > 0 ? summary : [generatedSummary]),
    ...underHeading(
      phrases.headings.actionRequired,
      authoredParagraphs(context, authored, 'action-required'),
    ),
    ...underHeading(phrases.headings.references, authoredParagraphs(context, authored, 'references')),
  ];
}

function underHeading(title: string, paragraphs: Paragraph[]): Block[] {
  return paragraphs.length === 0 ? [] : [heading(1, title), ...paragraphs];
}

function sectionsOf(
  context: Context,
  ordinal: Ordinal,
  meeting: MeetingState,
  authored: Authored,
): SectionDraft[] {
  const { phrases } = context;
  const statements = liaisonOf(context, coveredBy(context.record, { meetings: [ordinal] }));
  const some = (blocks: Block[]) => (blocks.length === 0 ? undefined : blocks);
  return [
    {
      title: ({ headings }) => headings.meeting,
      blocks: () => [
        ...authoredParagraphs(context, authored, 'introduction'),
        factsList(phrases, [...whenAndHow(context, meeting), ...meetingFacts(context, meeting)]),
      ],
    },
    { title: ({ headings }) => headings.agenda, blocks: () => some(agendaBlocks(context, meeting)) },
    {
      title: ({ headings }) => headings.contributions,
      blocks: () => {
        const table = contributionBlocks(context, ordinal, meeting);
        return table.length > 0 ? table : [note(phrases.noContributionInTheRecord, [])];
      },
    },
    { title: ({ headings }) => headings.narrative, blocks: () => some(narrativeBlocks(context, meeting)) },
    {
      title: ({ headings }) => headings.outcomes,
      blocks: (numbered) => outcomesOf(context, ordinal, meeting, authored, numbered(1)),
    },
    {
      title: ({ headings }) => headings.recommendations,
      blocks: () =>
        authored.report?.content.recommendations?.length
          ? recommendationBlocks(context, authored)
          : undefined,
    },
    {
      title: ({ headings }) => headings.liaison,
      blocks: () => [...liaisonBlocks(context, statements), ...liaisonTexts(context, statements)],
    },
    {
      title: ({ headings }) => headings.closing,
      blocks: () => some(authoredParagraphs(context, authored, 'closing')),
    },
  ];
}

/** The dates and the state, before what is known of the meeting besides. */
function whenAndHow({ phrases }: Context, meeting: MeetingState): Fact[] {
  const { labels } = phrases;
  const restsOn = sittingEvents(meeting);
  const { sitting } = meeting;
  const dates = sitting === undefined ? phrases.notInTheRecord : phrases.days(sitting.value);
  return [
    { label: labels.dates, value: dates, restsOn },
    {
      label: labels.status,
      value: phrases.meetingStates[meeting.status],
      restsOn: [...restsOn, ...writtenUpEvents(meeting)],
    },
  ];
}

function writtenUpEvents({ writtenUp }: MeetingState): string[] {
  return writtenUp === undefined ? [] : [writtenUp.event];
}

function agendaBlocks(context: Context, { agenda }: MeetingState): Block[] {
  if (agenda === undefined) return [];
  const { value, event } = agenda;
  return [list(value.items.map(({ number, title }) => [recorded(context, title, [event], number)]))];
}

function outcomesOf(
  context: Context,
  ordinal: Ordinal,
  meeting: MeetingState,
  authored: Authored,
  number: string,
): Block[] {
  const introduced = authoredParagraphs(context, authored, 'meeting', {
    meeting: ordinal,
    firstNumber: number,
  });
  const lead = introduced.length > 0 ? introduced : [leadIn(context, ordinal, meeting, number)];
  if (!wasHeld(meeting) && meeting.outcomes.size === 0) return lead;
  return [...lead, ...outcomeBlocks(context, meeting)];
}
