import type { Instant } from '@acta/domain';
import { xmlElement, xmlText } from './xml.js';

export const ATOM_TYPE = 'application/atom+xml';

/** A feed of RFC 4287: everything that it asks for, and what feeds of the record have besides. */
export interface AtomDocument {
  language: string;
  id: string;
  title: string;
  updated: Instant;
  author: string;
  links: readonly { rel: 'self' | 'alternate'; href: string; type?: string }[];
  /** Newest first. */
  entries: readonly AtomEntry[];
}

export interface AtomEntry {
  id: string;
  title: string;
  /** When it came about; it never changes afterwards. */
  at: Instant;
  /** Where the thing itself is. */
  href: string;
  categories: readonly { term: string; label?: string }[];
  summary: string;
  /** The record's own words, in their language. */
  content?: { text: string; language: string };
}

/** Writes a feed. Texts may hold anything: what XML cannot write becomes U+FFFD. */
export function atomDocument(feed: AtomDocument): string {
  const xml = xmlElement(
    'feed',
    { xmlns: 'http://www.w3.org/2005/Atom', 'xml:lang': feed.language },
    [
      textElement('id', feed.id),
      textElement('title', feed.title),
      textElement('updated', feed.updated),
      xmlElement('author', {}, textElement('name', feed.author)),
      ...feed.links.map((link) => xmlElement('link', link)),
      textElement('generator', 'Acta'),
      ...feed.entries.map(entryElement),
    ].join('\n'),
  );
  return `<?xml version="1.0" encoding="utf-8"?>\n${xml}\n`;
}

function entryElement({ id, title, at, href, categories, summary, content }: AtomEntry): string {
  return xmlElement(
    'entry',
    {},
    [
      textElement('id', id),
      textElement('title', title),
      textElement('updated', at),
      textElement('published', at),
      xmlElement('link', { rel: 'alternate', href }),
      ...categories.map((category) => xmlElement('category', category)),
      textElement('summary', summary),
      ...(content === undefined
        ? []
        : [xmlElement('content', { type: 'text', 'xml:lang': content.language }, xmlText(content.text))]),
    ].join(''),
  );
}

function textElement(name: string, text: string): string {
  return xmlElement(name, {}, xmlText(text));
}
