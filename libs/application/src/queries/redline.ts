import { type GroupCode, type LanguageTag, type Uuid, groupOf, instantOf, parseStream } from '@acta/domain';
import { type Point, type TimelineAct, fieldsOf, placeOf, timeline } from '@acta/projections';
import {
  type ChangeNote,
  type Format,
  type Line,
  type Redline,
  type RedlinedLine,
  type Rendition,
  composeMeetingSummary,
  composeReport,
  isChanged,
  linesOf,
  linesOfFields,
  phrasesFor,
  redlineLines,
  redlineProvisions,
  renderRedline,
} from '@acta/reporting';
import { NotFound, invalid } from '../faults.js';
import { composing } from './composing.js';
import { type DocumentParts, frozenModel, issuedAt } from './documents.js';
import type { When } from './point.js';

/** What is compared, and at which two points. */
export interface RedlineAsk {
  group: GroupCode;
  /** A reference within the group: a part of it, a meeting (its summary) or a report (its text). */
  subject: string;
  /** `issued`: of a report, the text as it was issued. */
  from: When | 'issued';
  to: When;
  language: LanguageTag;
  format: Format;
}

/** A redline's bytes, and the point of the newer version. */
export interface RenderedRedline extends Rendition {
  point: Point;
}

/** One version of what is compared; without lines, it was not there. */
interface Version {
  point: Point;
  issued?: true;
  lines?: Line[];
}

/**
 * What something became between two points, word by word.
 * @throws NotFound where it is at neither; Invalid for points in the wrong order and for what names nothing of the group
 */
export async function showRedline(parts: DocumentParts, ask: RedlineAsk): Promise<RenderedRedline> {
  const { group, subject, language, format } = ask;
  const place = placeOf(subject);
  if (place === undefined || groupOf(place.stream) !== group)
    throw invalid(
      'unknown-subject',
      `"${subject.slice(0, 100)}" names nothing of ${group}; give a reference such as ${group}/meetings/15/outcomes/3`,
      '/subject',
    );
  const to = versionAt(parts, { ...ask, place }, parts.reader.point(ask.to));
  const from =
    ask.from === 'issued'
      ? await versionAsIssued(parts, { ...ask, place }, to.point)
      : versionAt(parts, { ...ask, place }, parts.reader.point(ask.from));
  assertOrder(from, to);
  const there = to.lines ?? from.lines;
  if (there === undefined)
    throw new NotFound(
      `${subject} is in the record neither at position ${String(from.point.position)} nor at ${String(to.point.position)}`,
    );
  const redline = compared(from, to, { subject, language, noteOf: notesOf(parts, group, to.point.position) });
  return { ...(await renderRedline(redline, format, instantOf(to.point.at))), point: to.point };
}

interface Compared extends RedlineAsk {
  place: { stream: string; path: string };
}

function versionAt(parts: DocumentParts, ask: Compared, point: Point): Version {
  const { group, place, language } = ask;
  const when = { asOf: String(point.position), at: instantOf(point.at) };
  const name = parseStream(place.stream);
  const options = { language, point, nameOf: parts.nameOf };
  try {
    if (name?.aggregate === 'report' && place.path === '') {
      const { value } = parts.reader.record(group, when);
      const reportId = place.stream.slice('report-'.length);
      return { point, lines: linesOf(composing(() => composeReport(value, { reportId }, options))) };
    }
    if (name?.aggregate === 'meeting' && place.path === '') {
      const { value } = parts.reader.record(group, when);
      return { point, lines: linesOf(composing(() => composeMeetingSummary(value, name.ordinal, options))) };
    }
  } catch (error) {
    if (error instanceof NotFound) return { point };
    throw error;
  }
  const entries = parts.reader.stream(place.stream, point.position);
  const fields = fieldsOf(place, entries, { at: point.at, nameOf: parts.nameOf });
  if (fields.size === 0) return { point };
  const own = { subject: ask.subject, effective: { to: point.at } };
  const about = timeline(new Map([[place.stream, entries]]), own);
  const restsOn = about.flatMap((item) => ('id' in item ? [item.id] : []));
  return { point, lines: linesOfFields(fields, restsOn) };
}

async function versionAsIssued(
  parts: DocumentParts,
  { group, place }: Compared,
  until: Point,
): Promise<Version> {
  if (!place.stream.startsWith('report-') || place.path !== '')
    throw invalid('not-allowed', 'only a report is issued; give a point to compare from', '/from');
  const id = place.stream.slice('report-'.length);
  const issued = issuedAt(parts.reader, { group, id }, { asOf: String(until.position) });
  const { position, at } = issued.issue;
  const lines = linesOf(await frozenModel(parts, issued));
  return { point: { position, at: Date.parse(at), settled: true }, issued: true, lines };
}

/** The older version first, on both axes. */
function assertOrder({ point: from }: Version, { point: to }: Version): void {
  if (from.position > to.position)
    throw invalid(
      'reversed-points',
      `the points are reversed: position ${String(from.position)} is after ${String(to.position)}`,
      '/fromAsOf',
    );
  if (from.at > to.at)
    throw invalid(
      'reversed-points',
      `the points are reversed: what was in force at ${instantOf(from.at)} is after ${instantOf(to.at)}`,
      '/fromAt',
    );
}

function compared(
  from: Version,
  to: Version,
  { subject, language, noteOf }: { subject: string; language: LanguageTag; noteOf: NoteOf },
): Redline {
  const phrases = phrasesFor(language).redline;
  const basis = ({ point: { position, at } }: Version): [string, number] => [String(position), at];
  const [before, after] = [from.lines ?? [], to.lines ?? []];
  const isProvision = ({ kind }: Line): boolean => kind === 'provision';
  const provisions = redlineProvisions(before.filter(isProvision), after.filter(isProvision), {
    language,
    changed: noteOf(after.find(isProvision)?.restsOn ?? []),
  });
  const rest = redlineLines(
    before.filter((line) => !isProvision(line)),
    after.filter((line) => !isProvision(line)),
    { language, noteOf },
  );
  const lines: RedlinedLine[] = [...provisions, ...rest];
  const first =
    from.lines === undefined ? phrases.nothing : from.issued === true ? phrases.issued : phrases.from;
  return {
    language,
    title: phrases.title(subject),
    from: first(...basis(from)),
    to: phrases.to(...basis(to)),
    lines,
    changes: lines.filter(isChanged).length,
  };
}

type NoteOf = (events: readonly Uuid[]) => ChangeNote | undefined;

/** Who changed what rests on some events: the capacity and the moment of the newest. */
function notesOf({ reader }: DocumentParts, group: GroupCode, position: number): NoteOf {
  let acts: Map<Uuid, TimelineAct> | undefined;
  return (events) => {
    if (events.length === 0) return undefined;
    acts ??= new Map(
      timeline(reader.group(group, position)).flatMap((item) =>
        'id' in item ? [[item.id, item] as const] : [],
      ),
    );
    const newest = events
      .flatMap((id) => acts?.get(id) ?? [])
      .reduce<TimelineAct | undefined>(
        (a, b) => (a !== undefined && a.recordedAt >= b.recordedAt ? a : b),
        undefined,
      );
    if (newest === undefined) return undefined;
    const { role, group: where } = newest.actingAs;
    return { author: where === undefined ? role : `${role} of ${where}`, date: newest.recordedAt };
  };
}
