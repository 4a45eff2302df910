import {
  type Issue,
  Refused,
  type ReportSubmitted,
  type SubjectId,
  momentOf,
  parseStream,
  refusal,
} from '@acta/domain';
import { type GroupRecord, coverageView, foldStream } from '@acta/projections';
import { formats, languages, render, rendererVersion } from '@acta/reporting';
import type { Clock } from '../ports/clock.js';
import type { Journal } from '../ports/event-store.js';
import type { DocumentParts } from '../queries/documents.js';
import { documentAsIssued, recordOf } from '../queries/issued.js';
import type { Request } from './recorder.js';

export interface FreezeParts extends DocumentParts {
  journal: Pick<Journal, 'head'>;
  clock: Clock;
  config: { language: string };
}

/**
 * What the server adds to a command before it is judged: to the submission of a report, the frozen report. Every
 * rendition's bytes are durable in the BlobStore before the event that names them is appended. A backfilled submission
 * freezes nothing: what was issued then is not in the record.
 * @throws Refused while an outcome that the report covers is provisional
 */
export async function prepare(
  { command, backfill }: Request,
  parts: FreezeParts,
): Promise<Pick<Request, 'added' | 'preparedOn'>> {
  const { stream = '', effectiveAt } = command;
  const name = parseStream(stream);
  if (command.type !== 'submit-report' || backfill || name?.aggregate !== 'report') return {};
  const { position, recordedAt } = parts.journal.head();
  const at = effectiveAt === undefined ? Math.max(parts.clock(), recordedAt) : momentOf(effectiveAt).end;
  const entries = parts.reader.stream(stream, position);
  const report = foldStream('report', entries, at);
  // Not there, or not adopted: the rules refuse it with their own words.
  if (report.status !== 'adopted') return {};
  const { original = '' } = report.content;
  const issue = await freeze(parts, {
    group: name.group,
    id: stream.slice('report-'.length),
    position,
    at,
    language: languages.includes(original) ? original : parts.config.language,
    submission: command.data as unknown as ReportSubmitted,
  });
  return { added: { issue }, preparedOn: entries.length - 1 };
}

/** What an issued report rests on changes only by amendment: so it rests on no outcome that may be revised freely. */
function refuseProvisional(record: GroupRecord, id: string): void {
  const covers = record.reports.get(id)?.covers ?? {};
  for (const meeting of coverageView(record, covers).meetings) {
    const outcomes = record.meetings.get(meeting)?.outcomes.values() ?? [];
    const provisional = [...outcomes].filter(({ status }) => status === 'provisional');
    if (provisional.length > 0)
      throw new Refused(
        refusal(
          'provisional-outcomes',
          `outcome ${provisional.map(({ ordinal }) => ordinal).join(', ')} of meeting ${String(meeting)} is provisional; ` +
            'write the meeting up first: what an issued report rests on changes only by amendment',
          '/stream',
        ),
      );
  }
}

async function freeze(
  { reader, nameOf, blobs }: DocumentParts,
  issuing: Parameters<typeof documentAsIssued>[1],
): Promise<Issue> {
  const record = recordOf(reader, issuing);
  refuseProvisional(record, issuing.id);
  const persons = new Set<SubjectId>();
  const document = documentAsIssued(record, issuing, (person) => {
    const shown = nameOf(person);
    if (shown !== undefined) persons.add(person.subject);
    return shown;
  });
  const renditions: Issue['renditions'] = [];
  for (const format of formats) {
    const { bytes, mediaType } = await render(document, format);
    renditions.push({ format, mediaType, sha256: await blobs.put(bytes), size: bytes.length });
  }
  return {
    position: issuing.position,
    at: new Date(issuing.at).toISOString(),
    language: issuing.language,
    audience: 'public',
    rendererVersion,
    renditions,
    ...(persons.size === 0 ? {} : { persons: [...persons].sort() }),
  };
}
