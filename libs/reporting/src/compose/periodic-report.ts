import type { Coverage, ReportKind } from '@acta/domain';
import type { GroupRecord } from '@acta/projections';
import type { Block, ReportDocument } from '../document.js';
import { type Authored, authoredFor, authoredParagraphs } from './authored.js';
import { bodiesBlocks, sinceIssueBlocks } from './bodies.js';
import {
  type ComposeOptions,
  type Context,
  NotInTheRecord,
  contextOf,
  groupName,
  nameEvents,
} from './context.js';
import { type Covered, coveredBy } from './coverage.js';
import { type SectionDraft, basisOf, numberedSections, titleBlockOf } from './frame.js';
import { instrumentItems, introductionBlocks } from './introduction.js';
import { liaisonBlocks, liaisonOf } from './liaison-table.js';
import { meetingBlocks } from './meeting-parts.js';
import { generated, heading, line, list, note } from './parts.js';
import { recommendationBlocks } from './recommendations.js';
import { termsBlocks, termsOver } from './terms-of-reference.js';

/** Which report: by kind and coverage, whether or not it is drafted; or by the id of one that is in the record. */
export type ReportRequest = { kind: ReportKind; covers: Coverage } | { reportId: string };

/**
 * A report on what it covers, as the record stood at the point that it was folded at. Where such a report is in the
 * record, what its authors wrote takes the place of what would be generated there.
 * @param record folded at `options.point`
 * @throws NotInTheRecord where the group, or the report that is asked for by id, is not in the record at that point
 * @throws UnknownCoverage for a period whose sessions the calendar does not hold
 * @throws RangeError for a language without phrases
 */
export function composeReport(
  record: GroupRecord,
  request: ReportRequest,
  options: ComposeOptions,
): ReportDocument {
  const context = contextOf(record, options);
  const { kind, covers } = 'reportId' in request ? requested(record, request.reportId) : request;
  const covered = coveredBy(record, covers);
  const authored = authoredFor(context, kind, covers);
  return {
    language: context.language,
    title:
      authored.report?.content.title?.text ??
      context.phrases.reportTitle(kind, groupName(context), covered.name),
    titleBlock: titleBlockOf(context, authored.report),
    blocks: [
      ...openingBlocks(context, kind, covered, authored),
      ...numberedSections(context, sectionsOf(context, kind, covered, authored)),
      ...sinceIssueBlocks(context, authored),
    ],
    basis: basisOf(context),
  };
}

function requested({ reports }: GroupRecord, id: string): { kind: ReportKind; covers: Coverage } {
  const report = reports.get(id);
  if (report?.kind === undefined || report.covers === undefined)
    throw new NotInTheRecord(
      `no report ${id} in the record at that point; there are: ${[...reports.keys()].join(', ') || 'none'}`,
    );
  return { kind: report.kind, covers: report.covers };
}

/** Summary, action required and references: unnumbered, before the sections. */
function openingBlocks(context: Context, kind: ReportKind, covered: Covered, authored: Authored): Block[] {
  const { phrases, record } = context;
  const { headings } = phrases;
  const meetings = covered.meetings.map(([, { sitting }]) => sitting?.event);
  const summary = [
    generated(phrases.summaryOfReport(kind, groupName(context), covered.name), [
      ...nameEvents(context),
      ...covered.restsOn,
      ...meetings,
    ]),
  ];
  const action = [
    generated(phrases.actionRequired(kind, record.group.parent), [record.group.established?.event]),
  ];
  return [
    heading(1, headings.summary),
    ...authoredOr(authoredParagraphs(context, authored, 'summary'), summary),
    heading(1, headings.actionRequired),
    ...authoredOr(authoredParagraphs(context, authored, 'action-required'), action),
    heading(1, headings.references),
    ...authoredOr(authoredParagraphs(context, authored, 'references'), referenceBlocks(context, covered)),
  ];
}

function authoredOr(authored: Block[], otherwise: Block[]): Block[] {
  return authored.length > 0 ? authored : otherwise;
}

/** The instruments of the mandate and the documents of the meetings' reports. */
function referenceBlocks(context: Context, { meetings }: Covered): Block[] {
  const documents = meetings.flatMap(([ordinal, { writtenUp }]) =>
    writtenUp?.value.document === undefined
      ? []
      : [
          [
            generated(
              [line(writtenUp.value.document), context.phrases.aside(context.phrases.meeting(ordinal))],
              [writtenUp.event],
            ),
          ],
        ],
  );
  const items = [...instrumentItems(context), ...documents];
  return items.length === 0
    ? [note(context.phrases.fact(context.phrases.headings.references, context.phrases.noneRecorded), [])]
    : [list(items)];
}

function sectionsOf(
  context: Context,
  kind: ReportKind,
  covered: Covered,
  authored: Authored,
): SectionDraft[] {
  const { acronym } = groupName(context);
  return [
    {
      title: ({ headings }) => headings.introduction,
      blocks: (numbered) =>
        authoredOr(
          authoredParagraphs(context, authored, 'introduction'),
          introductionBlocks(context, covered, numbered),
        ),
    },
    {
      title: (phrases) => phrases.activities(acronym),
      blocks: (numbered) => activityBlocks(context, covered, authored, numbered),
    },
    {
      title: ({ headings }) => headings.recommendations,
      blocks: () => recommendationBlocks(context, authored),
    },
    {
      title: ({ headings }) => headings.liaison,
      blocks: () => liaisonBlocks(context, liaisonOf(context, covered)),
    },
    {
      title: ({ headings }) => headings.termsOfReference,
      blocks: (numbered) =>
        kind === 'four-year' || termsOver(context, covered).before !== undefined
          ? termsBlocks(context, covered, numbered(1))
          : undefined,
    },
    {
      title: ({ headings }) => headings.bodies,
      blocks: (numbered) =>
        kind === 'meeting' ? undefined : bodiesBlocks(context, authored, covered, numbered),
    },
    {
      title: ({ headings }) => headings.closing,
      blocks: () => {
        const closing = authoredParagraphs(context, authored, 'closing');
        return closing.length === 0 ? undefined : closing;
      },
    },
  ];
}

function activityBlocks(
  context: Context,
  covered: Covered,
  authored: Authored,
  numbered: (n: number) => string,
): Block[] {
  const { phrases } = context;
  const { covers, meetings, restsOn } = covered;
  const missing = (covers.meetings ?? []).filter((ordinal) => !meetings.some(([there]) => there === ordinal));
  const absent = missing.sort((a, b) => a - b).map((n) => note(phrases.meetingNotInTheRecord(n), restsOn));
  if (meetings.length === 0) return [generated(phrases.noMeetingInTheRecord, restsOn), ...absent];
  return [
    ...meetings.flatMap((meeting, i) =>
      context.only === undefined || context.only === meeting[0]
        ? meetingBlocks(context, authored, meeting, numbered(i + 1))
        : [],
    ),
    ...absent,
  ];
}
