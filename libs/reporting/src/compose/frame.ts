import { type ReportState, instantOf } from '@acta/domain';
import type { Block, DocumentBasis, TitleBlock } from '../document.js';
import type { Phrases } from '../phrases/phrases.js';
import { type Context, groupName } from './context.js';
import { heading, roman } from './parts.js';

/** The point that a document stands on, with the sentence that says so. */
export function basisOf({ phrases, point, record }: Context): DocumentBasis {
  const position = String(point.position);
  const statement = phrases.basis(position, point.settled, point.at);
  const skipped = record.skipped.map((entry) => entry.position).sort((a, b) => a - b);
  return {
    position,
    settled: point.settled,
    at: instantOf(point.at),
    statement: skipped.length === 0 ? statement : `${statement} ${phrases.leftOut(skipped)}`,
  };
}

/** The head of the document; `report` gives what its authors set. */
export function titleBlockOf(context: Context, report: ReportState | undefined): TitleBlock {
  const { phrases } = context;
  const { forum, documentNumber, documentDate, source, original } = report?.content ?? {};
  const number = report?.submitted?.value.documentNumber ?? documentNumber;
  return {
    ...(forum === undefined ? {} : { forum }),
    ...(number === undefined ? {} : { documentNumber: number }),
    ...(documentDate === undefined ? {} : { date: phrases.date(documentDate) }),
    ...(original === undefined ? {} : { original: phrases.original(original) }),
    source: source ?? phrases.reportBy(groupName(context)),
    ...(isIssued(report) ? {} : { mark: phrases.draft }),
  };
}

function isIssued(report: ReportState | undefined): boolean {
  switch (report?.status) {
    case undefined:
    case 'unknown':
    case 'drafted':
    case 'adopted':
      return false;
    case 'submitted':
    case 'noted':
    case 'transmitted':
    case 'decided':
      return true;
  }
}

/** A section of a document: its paragraphs are numbered within it. */
export interface SectionDraft {
  title: (phrases: Phrases) => string;
  /** Absent: the section is left out. */
  blocks: (numbered: (n: number) => string) => Block[] | undefined;
}

/** The sections that are there, numbered in Roman figures; their paragraphs 1.1, 1.2 … */
export function numberedSections({ phrases }: Context, drafts: readonly SectionDraft[]): Block[] {
  const blocks: Block[] = [];
  let n = 1;
  for (const draft of drafts) {
    const section = n;
    const content = draft.blocks((paragraph) => `${section}.${paragraph}`);
    if (content === undefined) continue;
    blocks.push(heading(1, draft.title(phrases), `${roman(section)}.`), ...content);
    n += 1;
  }
  return blocks;
}
