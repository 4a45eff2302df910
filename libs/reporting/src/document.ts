import type { Sha256, Uuid } from '@acta/domain';

/**
 * The document model: what a report or a summary says, before it is Markdown, HTML or Word. Every renderer shows all of
 * it; none adds words of its own. JSON is this model itself.
 */
export interface ReportDocument {
  /** Language of the generated phrases (BCP 47). */
  language: string;
  title: string;
  titleBlock: TitleBlock;
  blocks: Block[];
  /** The moment that the document stands on; shown at its end. */
  basis: DocumentBasis;
}

/** The head of a Council document. Fields that the record does not hold are absent. */
export interface TitleBlock {
  /** For example "Council 2022". */
  forum?: string;
  documentNumber?: string;
  /** As it is to be shown. */
  date?: string;
  /** For example "Original: English". */
  original?: string;
  /** For example "Report by the Chairman of the Council Working Group on Child Online Protection". */
  source: string;
  /** For example "DRAFT"; absent once issued. */
  mark?: string;
}

export interface DocumentBasis {
  /** Journal position, as a decimal string. */
  position: string;
  /** True when no later append can change the answer. */
  settled: boolean;
  /** The moment in force, ISO 8601. */
  at: string;
  /** The sentence that tells it, in the document's language. */
  statement: string;
}

export type Block = Heading | Paragraph | BulletList | Table;

export interface Heading {
  type: 'heading';
  /** 1 is a section, 2 a part of one. The title is not a heading. */
  level: 1 | 2;
  /** For example "II." or "2.1"; absent where headings are not numbered. */
  number?: string;
  text: string;
}

/** Where the words come from: the catalogue of phrases, the record verbatim, or whoever authored the paragraph. */
export type Origin = 'generated' | 'recorded' | 'authored';

export interface Paragraph {
  type: 'paragraph';
  /** For example "3.1". */
  number?: string;
  content: Inline[];
  origin: Origin;
  /** Ids of the events that it rests on. Empty only for fixed phrases. */
  restsOn: Uuid[];
  /** `note`: beside the text, smaller: an amendment's reason, a translation, "not in the record". */
  role?: 'note';
}

export interface Inline {
  text: string;
  /** Language of the words, where it is not the document's. */
  language?: string;
  style?: 'strong' | 'emphasis';
}

/** Items of one or more paragraphs each: the first is the item, those after it belong under it. */
export interface BulletList {
  type: 'list';
  items: Paragraph[][];
}

export interface Table {
  type: 'table';
  caption: string;
  /** Column headings. */
  header: string[];
  rows: Paragraph[][];
}

/** The formats that a document can be asked for. */
export const formats = ['json', 'md', 'html', 'docx'] as const;
export type Format = (typeof formats)[number];

/** A document's bytes in a format. The same document gives the same bytes, always. */
export interface Rendition {
  format: Format;
  mediaType: string;
  bytes: Uint8Array;
}

/** A rendition as an issued report's event names it. */
export interface RenditionRef {
  format: Format;
  mediaType: string;
  sha256: Sha256;
  size: number;
}
