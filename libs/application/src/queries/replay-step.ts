import { type LanguageTag, parseStream } from '@acta/domain';
import {
  type EntriesByStream,
  type Point,
  type ReplayedStep,
  foldGroup,
  refOf,
  replayStep,
} from '@acta/projections';
import {
  type Line,
  type RedlinedLine,
  composeMeetingSummary,
  composeReport,
  isChanged,
  linesOf,
  redlineLines,
} from '@acta/reporting';
import { NotFound } from '../faults.js';
import { composing } from './composing.js';
import type { Answer } from './reader.js';
import { type TimelineAsk, type TimelineParts, optionsOf } from './timeline.js';

/** Which step of a replay. Its order and selection tell which steps are beside it. */
export interface StepAsk extends TimelineAsk {
  position: number;
  /** Of the document's generated phrases. */
  language: LanguageTag;
}

/** A step, with what the act changed in the document that tells of it. */
export interface StepView extends ReplayedStep {
  /** The meeting's summary or the report; absent where there is none that tells of it. */
  readonly document?: {
    /** What it is of: a meeting, or a report. */
    readonly of: string;
    readonly paragraphs: readonly RedlinedLine[];
  };
}

/**
 * One step of a replay. Its document is the summary of the meeting that the act belongs to, the report that it is about, or of
 * an act on the group itself the group's first report.
 * @throws NotFound where no step of those asked for is at the position; Invalid
 */
export function showStep(parts: TimelineParts, ask: StepAsk): Answer<StepView> {
  const point = parts.reader.point(ask.when);
  const streams = parts.reader.group(ask.group, point.position);
  const options = { ...optionsOf(parts.journal, ask, point.at), nameOf: parts.nameOf };
  const found = replayStep(streams, ask.position, options);
  if (found === undefined)
    throw new NotFound(
      `no step of those asked for is at position ${String(ask.position)} of ${ask.group}; in the order of effect corrections and voided acts have none`,
    );
  const { step, before, after } = found;
  const telling = tellingOf(step.act.stream, ask.group, after);
  if (telling === undefined) return { point, value: step };
  const { language } = ask;
  const lines = (state: EntriesByStream) => linesOn(state, telling, { point, parts, language });
  const redlined = redlineLines(lines(before), lines(after), { language, noteOf: () => undefined });
  return { point, value: { ...step, document: { of: telling.of, paragraphs: redlined.filter(isChanged) } } };
}

/** A document that tells of an act. */
type Telling = { of: string } & ({ meeting: number } | { report: string });

function tellingOf(stream: string, group: string, streams: EntriesByStream): Telling | undefined {
  const name = parseStream(stream);
  switch (name?.aggregate) {
    case 'meeting':
      return { of: refOf.meeting(group, name.ordinal), meeting: name.ordinal };
    case 'liaison': {
      const meeting = foldGroup(
        only(streams, (each) => each === stream),
        Infinity,
      ).liaison.get(stream.slice('liaison-'.length))?.place?.meeting;
      return meeting === undefined ? undefined : { of: refOf.meeting(group, meeting), meeting };
    }
    case 'report':
      return reportTelling(stream, group);
    case 'group': {
      const first = [...streams].find(([each, entries]) => each.startsWith('report-') && entries.length > 0);
      return first === undefined ? undefined : reportTelling(first[0], group);
    }
    case 'calendar':
    case 'person':
    case undefined:
      return undefined;
  }
}

function reportTelling(stream: string, group: string): Telling | undefined {
  const name = parseStream(stream);
  if (name?.aggregate !== 'report') return undefined;
  return { of: refOf.report(group, name.kind, name.covers), report: stream.slice('report-'.length) };
}

function only(streams: EntriesByStream, isWanted: (stream: string) => boolean): EntriesByStream {
  return new Map([...streams].filter(([stream]) => isWanted(stream)));
}

/** The document on a state, line by line; none where the state does not hold what it tells of yet. */
function linesOn(
  streams: EntriesByStream,
  telling: Telling,
  { point, parts: { nameOf }, language }: { point: Point; parts: TimelineParts; language: LanguageTag },
): Line[] {
  const options = { language, point, nameOf };
  try {
    const document = composing(() => {
      if ('report' in telling)
        return composeReport(foldGroup(streams, Infinity), { reportId: telling.report }, options);
      const { meeting } = telling;
      const record = foldGroup(
        only(streams, (stream) => !stream.startsWith('meeting-') || stream.endsWith(`-${String(meeting)}`)),
        Infinity,
      );
      return composeMeetingSummary(record, meeting, options);
    });
    return linesOf(document);
  } catch (error) {
    if (error instanceof NotFound) return [];
    throw error;
  }
}
