import { type LanguageTag, type Ordinal, parseStream } from '@acta/domain';
import {
  type GroupRecord,
  type ReplayedStep,
  type TimelineItem,
  foldGroup,
  refOf,
  refOfStream,
  replayStep,
  reportsCovering,
} from '@acta/projections';
import {
  type ComposeOptions,
  type Line,
  type RedlinedLine,
  composeMeetingSummary,
  composeReport,
  isChanged,
  linesOf,
  redlineLines,
} from '@acta/reporting';
import { NotFound } from '../faults.js';
import { composing, whyUncomposed } from './composing.js';
import type { Answer } from './reader.js';
import { type TimelineAsk, type TimelineParts, optionsOf } from './timeline.js';

/** Which step of a replay. Its order and selection tell which steps are beside it. */
export interface StepAsk extends TimelineAsk {
  position: number;
  /** Of the document's generated phrases. */
  language: LanguageTag;
}

/** A step, with what the act changed in each document that tells of it. */
export interface StepView extends ReplayedStep {
  /** The summary of its meeting, then reports. */
  readonly documents: readonly {
    /** What it is of: a meeting, or a report. */
    readonly of: string;
    /** Empty: the document reads as before, or cannot be composed. */
    readonly paragraphs: readonly RedlinedLine[];
    /** Why it cannot be composed: the calendar does not hold a session that it covers. */
    readonly uncomposed?: string;
  }[];
}

/**
 * One step of a replay. Its documents are the summary of the meeting that the act belongs to and the reports that cover that
 * meeting; of an act on a report, that report; of an act on the group itself, each of its reports.
 * @throws NotFound where no step of those asked for is at the position; Invalid
 */
export function showStep(parts: TimelineParts, ask: StepAsk): Answer<StepView> {
  const point = parts.reader.point(ask.when);
  const streams = parts.reader.group(ask.group, point.position);
  const asked = { ...optionsOf(parts.journal, ask, point.at), nameOf: parts.nameOf };
  const found = replayStep(streams, ask.position, asked);
  if (found === undefined)
    throw new NotFound(
      `no step of those asked for is at position ${String(ask.position)} of ${ask.group}; in the order of effect corrections and voided acts have none`,
    );
  const { step, before, after } = found;
  const { language, group } = ask;
  const states = [foldGroup(before, Infinity), foldGroup(after, Infinity)] as const;
  const options = { language, point, nameOf: parts.nameOf, ...changedAlone(step.act) };
  const documents = tellingOf(step.act.stream, states[1]).map((telling) => {
    const of =
      'report' in telling ? refOfStream(`report-${telling.report}`) : refOf.meeting(group, telling.meeting);
    try {
      const [was, is] = states.map((record) => linesOn(record, telling, options)) as [Line[], Line[]];
      const redlined = redlineLines(was, is, { language, noteOf: () => undefined });
      return { of, paragraphs: redlined.filter(isChanged) };
    } catch (error) {
      const uncomposed = whyUncomposed(error);
      if (uncomposed === undefined) throw error;
      return { of, paragraphs: [], uncomposed };
    }
  });
  return { point, value: { ...step, documents } };
}

/** A document that tells of an act: a meeting's summary, or a report by its id. */
type Telling = { meeting: Ordinal } | { report: string };

function tellingOf(stream: string, record: GroupRecord): Telling[] {
  const name = parseStream(stream);
  const reports = (ids: Iterable<string>) => [...ids].map((report) => ({ report }));
  const ofMeeting = (meeting: Ordinal) => [{ meeting }, ...reports(reportsCovering(record, meeting))];
  switch (name?.aggregate) {
    case 'meeting':
      return ofMeeting(name.ordinal);
    case 'liaison': {
      const meeting = record.liaison.get(stream.slice('liaison-'.length))?.place?.meeting;
      return meeting === undefined ? reports(record.reports.keys()) : ofMeeting(meeting);
    }
    case 'report':
      return reports([stream.slice('report-'.length)]);
    case 'group':
      return reports(record.reports.keys());
    case 'calendar':
    case 'person':
    case undefined:
      return [];
  }
}

/** What may take a meeting into a report or out of it, and so move the others' numbers. */
const moving: readonly string[] = ['meeting-planned', 'meeting-rescheduled', 'act-redated', 'act-voided'];

/** An act on a meeting leaves what a report says under other meetings as it was: then theirs is not composed. */
function changedAlone({ stream, ...act }: TimelineItem): { only?: Ordinal } {
  const name = parseStream(stream);
  if (name?.aggregate !== 'meeting' || 'unreadable' in act || moving.includes(act.type)) return {};
  return { only: name.ordinal };
}

/** The document on a state, line by line; none where the state does not hold what it tells of yet. */
function linesOn(record: GroupRecord, telling: Telling, options: ComposeOptions): Line[] {
  try {
    const document = composing(() =>
      'report' in telling
        ? composeReport(record, { reportId: telling.report }, options)
        : composeMeetingSummary(record, telling.meeting, options),
    );
    return linesOf(document);
  } catch (error) {
    if (error instanceof NotFound) return [];
    throw error;
  }
}
