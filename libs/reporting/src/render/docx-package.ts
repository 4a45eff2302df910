import { strToU8, unzipSync, zipSync } from 'fflate';
import type { ReportDocument } from '../document.js';
import { escapeMarkup, oneLine } from './text.js';

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

/**
 * The first moment that a zip entry can bear. The archive keeps local time and is written with local time, so that
 * the bytes are the same in every zone; noon exists in all of them.
 */
const EPOCH = new Date(1980, 0, 1, 12);

/**
 * Makes a package's bytes depend on the document alone: properties without dates or authors of this machine, fonts
 * with their fallback, entries in a fixed order at a fixed moment.
 */
export function fixPackage(archive: Uint8Array, document: Described): Uint8Array {
  const parts = unzipSync(archive);
  parts['docProps/core.xml'] = strToU8(coreProperties(document));
  parts['word/fontTable.xml'] = strToU8(FONT_TABLE);
  // Sorted, the content types and the package's relations come first, as readers that stream expect.
  const names = Object.keys(parts).sort();
  return zipSync(Object.fromEntries(names.map((name) => [name, parts[name] as Uint8Array])), {
    mtime: EPOCH,
    level: 6,
  });
}

/** What a package says of itself. */
type Described = Pick<ReportDocument, 'title' | 'titleBlock' | 'language'>;

function coreProperties({ title, titleBlock, language }: Described): string {
  const property = (name: string, value: string | undefined): string =>
    value === undefined ? '' : `<${name}>${escapeMarkup(oneLine(value))}</${name}>`;
  return [
    XML,
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"',
    ' xmlns:dc="http://purl.org/dc/elements/1.1/">',
    property('dc:title', title),
    property('dc:creator', titleBlock.source),
    property('dc:identifier', titleBlock.documentNumber),
    property('dc:language', language),
    property('cp:contentStatus', titleBlock.mark),
    '</cp:coreProperties>',
  ].join('');
}

/** Where Calibri is missing, Carlito has its measures; then any sans serif. */
const FONT_TABLE = [
  XML,
  '<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">',
  '<w:font w:name="Calibri"><w:altName w:val="Carlito"/><w:panose1 w:val="020F0502020204030204"/>',
  '<w:charset w:val="00"/><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>',
  '</w:fonts>',
].join('');
