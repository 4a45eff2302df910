import { type GroupCode, type Instant, type Uuid, instantOf } from '@acta/domain';
import { type Point, type TimelineAct, refOfStream, reportView, timeline } from '@acta/projections';
import {
  type RedlinedLine,
  type ReportDocument,
  composeCorrigendum,
  correctionsIn,
  linesOf,
  redlineLines,
} from '@acta/reporting';
import { anybody } from '../access/principal.js';
import { Withheld } from '../faults.js';
import { whyUncomposed } from './composing.js';
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
  /** Why it cannot be composed on the record by now, which therefore does not say what the report says: it is stale. */
  readonly uncomposed?: string;
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
  let frozen: ReportDocument;
  try {
    frozen = await frozenFor(parts, issued);
  } catch (error) {
    if (!(error instanceof Withheld)) throw error;
    return { ...known, stale: false, withheld: true, paragraphs: [], acts: [] };
  }
  let now: ReportDocument;
  try {
    now = composedNow(parts, issued, point);
  } catch (error) {
    const uncomposed = whyUncomposed(error);
    if (uncomposed === undefined) throw error;
    return { ...known, stale: true, uncomposed, paragraphs: [], acts: [] };
  }
  const { paragraphs, restsOn } = correctionsIn(compared(frozen, now));
  const acts = paragraphs.length === 0 ? [] : actsBehind(parts, { issued, point, restsOn });
  return { ...known, stale: paragraphs.length > 0, paragraphs, acts };
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
  const frozen = await frozenFor(parts, issued);
  const lines = compared(frozen, composedNow(parts, issued, point));
  return { point, document: composeCorrigendum(frozen, lines, point) };
}

/*
 * The frozen report against what would be issued on the same moment by now. Both are what everybody may see, whoever asks: a
 * report is issued for everybody, and what is hidden changed nothing in it.
 */

/** @throws NotFound, Withheld, BlobCorrupt */
function frozenFor(parts: DocumentParts, issued: Issued): Promise<ReportDocument> {
  return frozenModel({ ...parts, reader: parts.readerFor(anybody) }, issued);
}

/** @throws NotFound, Invalid */
function composedNow(
  { readerFor, nameOf }: DocumentParts,
  { group, id, issue, submission }: Issued,
  { position }: Point,
): ReportDocument {
  const { issue: _frozen, ...words } = submission;
  const at = Date.parse(issue.at);
  const issuing = { group, id, position, at, language: issue.language, submission: words };
  return documentAsIssued(recordOf(readerFor(anybody), issuing), issuing, nameOf);
}

function compared(frozen: ReportDocument, now: ReportDocument): RedlinedLine[] {
  return redlineLines(linesOf(frozen), linesOf(now), {
    language: frozen.language,
    noteOf: () => undefined,
  });
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
