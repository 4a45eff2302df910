import type { Finding, TimelineAct } from '@acta/projections';
import { type CsvCell, renderCsv } from '../render/csv.js';

const COLUMNS: Readonly<Record<string, (finding: Finding) => CsvCell>> = {
  position: ({ act }) => act.position,
  'recorded at': ({ act }) => act.recordedAt,
  'effective at': ({ act }) => act.effective.date,
  subject: ({ act }) => act.ref,
  act: ({ act }) => act.type,
  actor: ({ act }) => act.actor,
  'acting as': ({ act }) => act.actingAs.role,
  assurance: ({ act }) => act.assurance,
  'attributed to': ({ act }) => act.attributedTo,
  class: ({ act }) => act.class,
  'approved by': ({ act }) => act.approvedBy,
  authority: ({ act }) => act.authority?.by,
  evidence: ({ act }) => evidenceOf(act),
  reason: ({ act }) => act.reason,
  'voided at position': ({ act }) => act.voided?.by,
  'redated at position': ({ act }) => act.redated?.by,
  'days late': ({ daysLate }) => daysLate,
  missing: ({ missing }) => missing,
  'term ended': ({ term }) => term?.to,
};

/**
 * What an investigation found, as CSV: an act a line, and in each line the position of the record that the answer stands
 * on, so that a line that is copied out says so too.
 */
export function findingsCsv(findings: readonly Finding[], position: number): string {
  const header = [...Object.keys(COLUMNS), 'as of position'];
  const rows = findings.map((finding) => [
    ...Object.values(COLUMNS).map((cell) => cell(finding)),
    String(position),
  ]);
  return renderCsv(header, rows);
}

function evidenceOf({ authority }: TimelineAct): string | undefined {
  const { document, paragraph } = authority?.evidence ?? {};
  return document === undefined || paragraph === undefined ? document : `${document}, ${paragraph}`;
}
