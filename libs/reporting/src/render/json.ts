import type { Block, DocumentBasis, Inline, Paragraph, ReportDocument, TitleBlock } from '../document.js';

type KeyOf<T> = T extends unknown ? keyof T & string : never;
type Key = KeyOf<ReportDocument | TitleBlock | DocumentBasis | Block | Paragraph | Inline>;

/** Every key of the model in the order in which it is written; the type refuses a key that is forgotten. */
const keys: Record<Key, true> = {
  type: true,
  language: true,
  level: true,
  number: true,
  caption: true,
  title: true,
  titleBlock: true,
  forum: true,
  documentNumber: true,
  date: true,
  original: true,
  source: true,
  mark: true,
  blocks: true,
  header: true,
  rows: true,
  items: true,
  role: true,
  style: true,
  text: true,
  content: true,
  origin: true,
  restsOn: true,
  basis: true,
  position: true,
  settled: true,
  at: true,
  statement: true,
};

/** The model itself: keys in a fixed order whatever the order in which it was built, two spaces, a final newline. */
export function renderJson(document: ReportDocument): string {
  return `${JSON.stringify(document, Object.keys(keys), 2)}\n`;
}
