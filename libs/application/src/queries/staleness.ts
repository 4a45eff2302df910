import { type GroupCode, type Instant, type Uuid, instantOf } from '@acta/domain';
import { type Point, type TimelineAct, refOfStream, reportView, timeline } from '@acta/projections';
import {
  type Line,
  type RedlinedLine,
  type ReportDocument,
  composeCorrigendum,
  correctionsIn,
  linesOf,
  redlineLines,
} from '@acta/reporting';
import { anybody } from '../access/principal.js';
import { Withheld } from '../faults.js';
import { composing } from './composing.js';
import { type DocumentParts, type Issued, frozenModel, issuedAt } from './documents.js';
import { documentAsIssued, recordOf } from './issued.js';
import type { When } from './point.js';
import type { Answer } from './reader.js';

/** Whether an issued report still says what the record says of its own moment. */
export interface Staleness {
  /** For example CWG-COP/reports/four-year/PP-18..PP-22. */
  readonly ref: string;
  /** What it was issued on: a journal position, as a decimal string, and the moment in force. */
  readonly issued: { readonly position: string; readonly at: Instant };
  readonly stale: boolean;
  /** It quotes what is not for everybody by now: nothing is told of it. */
  readonly withheld?: true;
  /** What reads otherwise by now: the old words and the new. */
  readonly paragraphs: readonly RedlinedLine[];
  /** The acts recorded since that changed what it says, in the order of recording. */
  readonly acts: readonly TimelineAct[];
}

/** Every issued report of a group, with what of it is stale. @throws NotFound, Invalid, BlobCorrupt */
export async function staleReports(
  parts: DocumentParts,
  { group, when }: { group: GroupCode; when: When },
): Promise<Answer<Staleness[]>> {
  const { point, value } = parts.reader.record(group, when);
  const found: Staleness[] = [];
  for (const [id, { submitted }] of value.reports) {
    if (submitted?.value.issue === undefined) continue;
    const issued = { group, id, issue: submitted.value.issue, submission: submitted.value };
    found.push(await stalenessOf(parts, issued, point));
  }
  return { point, value: found };
}

async function stalenessOf(parts: DocumentParts, issued: Issued, point: Point): Promise<Staleness> {
  const { position, at } = issued.issue;
  const known = { ref: refOfStream(`report-${issued.id}`), issued: { position: String(position), at } };
  try {
    const { lines } = await comparedNow(parts, issued, point);
    const { paragraphs, restsOn } = correctionsIn(lines);
    const acts = paragraphs.length === 0 ? [] : actsBehind(parts, { issued, point, restsOn });
    return { ...known, stale: paragraphs.length > 0, paragraphs, acts };
  } catch (error) {
    if (!(error instanceof Withheld)) throw error;
    return { ...known, stale: false, withheld: true, paragraphs: [], acts: [] };
  }
}

/** A corrigendum as it may be drafted: for what was issued, what the record says of the same moment by now. */
export interface DraftedCorrigendum {
  point: Point;
  document: ReportDocument;
}

/**
 * Drafts a report's corrigendum. It is not recorded: whoever issues one records that.
 * @throws NotFound where the report was not issued; Withheld, Invalid, BlobCorrupt
 */
export async function draftCorrigendum(
  parts: DocumentParts,
  { group, id, when }: { group: GroupCode; id: string; when: When },
): Promise<DraftedCorrigendum> {
  const point = parts.reader.point(when);
  const issued = issuedAt(parts.reader, { group, id }, when);
  const { lines, issued: document } = await comparedNow(parts, issued, point);
  return { point, document: composeCorrigendum(document, lines, point) };
}

/**
 * The frozen report against what would be issued on the same moment by now. Both are what everybody may see, whoever asks: a
 * report is issued for everybody, and what is hidden changed nothing in it.
 */
async function comparedNow(
  parts: DocumentParts,
  issued: Issued,
  { position }: Point,
): Promise<{ lines: RedlinedLine[]; issued: ReportDocument }> {
  const { group, id, issue, submission } = issued;
  const reader = parts.readerFor(anybody);
  const frozen = await frozenModel({ ...parts, reader }, issued);
  const { issue: _frozen, ...words } = { issue, ...submission };
  const issuing = {
    group,
    id,
    position,
    at: Date.parse(issue.at),
    language: issue.language,
    submission: words,
  };
  const now = composing(() => documentAsIssued(recordOf(reader, issuing), issuing, parts.nameOf));
  const lines: [Line[], Line[]] = [linesOf(frozen), linesOf(now)];
  return {
    issued: frozen,
    lines: redlineLines(...lines, { language: issue.language, noteOf: () => undefined }),
  };
}

/** The acts of after the issue that changed paragraphs rest on, and those that changed outcomes that it covers. */
function actsBehind(
  parts: DocumentParts,
  { issued, point, restsOn }: { issued: Issued; point: Point; restsOn: readonly Uuid[] },
): TimelineAct[] {
  const { group, id, issue } = issued;
  const reader = parts.readerFor(anybody);
  const { value } = reader.record(group, { asOf: String(point.position), at: instantOf(point.at) });
  const changed = reportView(value, id)?.changedSince.map(({ basis }) => basis.event) ?? [];
  const ids = new Set([...restsOn, ...changed]);
  const since = { order: 'recording', positions: { from: issue.position + 1 } } as const;
  return timeline(reader.group(group, point.position), since).flatMap((act) =>
    'id' in act && ids.has(act.id) ? [act] : [],
  );
}
