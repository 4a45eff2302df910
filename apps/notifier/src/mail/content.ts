import { directionOfLanguage, directionOfText, escapeMarkup, phrasesFor } from '@acta/reporting';

/** What a message says, once: text and HTML are two forms of it. */
export interface Content {
  language: string;
  title: string;
  body: readonly Part[];
  /** Below, in small type. */
  footer: readonly Part[];
}

export type Part =
  | { kind: 'heading'; level: 1 | 2 | 3; text: string }
  | { kind: 'paragraph'; text: string }
  /** What matters less. */
  | { kind: 'note'; text: string }
  /** The record's own words, in their language. Line breaks are kept. */
  | { kind: 'quote'; text: string; language: string }
  | { kind: 'list'; items: readonly string[] }
  | { kind: 'link'; text: string; href: string };

/** Characters below a heading. */
const LONGEST_LINE = 72;

/** As plain text. */
export function textOf({ language, body, footer }: Content): string {
  const parts = (of: readonly Part[]) => of.map((part) => partAsText(part, language)).join('\n\n');
  return `${parts(body)}\n\n-- \n${parts(footer)}\n`;
}

function partAsText(part: Part, language: string): string {
  switch (part.kind) {
    case 'heading':
      return part.level === 3
        ? part.text
        : `${part.text}\n${(part.level === 1 ? '=' : '-').repeat(Math.min(part.text.length, LONGEST_LINE))}`;
    case 'paragraph':
    case 'note':
      return part.text;
    case 'quote':
      return part.text.replace(/^/gm, '> ');
    case 'list':
      return part.items.map((item) => `- ${item}`).join('\n');
    case 'link':
      return `${phrasesFor(language).lead(part.text).trimEnd()}\n${part.href}`;
  }
}

/** As a page that asks for nothing: no script, no picture, no style from elsewhere. All that it is given is encoded. */
export function htmlOf({ language, title, body, footer }: Content): string {
  const lang = escapeMarkup(language);
  return [
    '<!DOCTYPE html>',
    `<html lang="${lang}" dir="${directionOfLanguage(language)}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeMarkup(title)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    '<main>',
    ...body.map(partAsHtml),
    '</main>',
    '<footer>',
    ...footer.map(partAsHtml),
    '</footer>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function partAsHtml(part: Part): string {
  switch (part.kind) {
    case 'heading':
      return `<h${String(part.level)} dir="auto">${escapeMarkup(part.text)}</h${String(part.level)}>`;
    case 'paragraph':
      return `<p dir="auto">${escapeMarkup(part.text)}</p>`;
    case 'note':
      return `<p class="note" dir="auto">${escapeMarkup(part.text)}</p>`;
    case 'quote': {
      const direction = directionOfText(part.text) ?? directionOfLanguage(part.language);
      const lines = escapeMarkup(part.text).replaceAll('\n', '<br>\n');
      return `<blockquote lang="${escapeMarkup(part.language)}" dir="${direction}">${lines}</blockquote>`;
    }
    case 'list':
      return `<ul>\n${part.items.map((item) => `<li dir="auto">${escapeMarkup(item)}</li>`).join('\n')}\n</ul>`;
    case 'link':
      return `<p><a href="${escapeMarkup(part.href)}">${escapeMarkup(part.text)}</a></p>`;
  }
}

/** On a phone and in the dark, too. */
const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; padding: 0 1rem; background: #fff; color: #1b1f24; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Arabic", sans-serif; overflow-wrap: anywhere; }
main, footer { max-width: 38rem; margin: 0 auto; padding: 1.25rem 0; }
h1 { font-size: 1.3rem; line-height: 1.3; margin: 0 0 1rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .75rem; padding-bottom: .3rem; border-bottom: 1px solid #d0d7de; }
h3 { font-size: 1rem; margin: 1.75rem 0 .5rem; }
h2 + h3 { margin-top: 0; }
p, ul { margin: .5rem 0; }
ul { padding-inline-start: 1.25rem; }
blockquote { margin: .75rem 0; padding: .25rem 1rem; border-inline-start: .25rem solid #0b5cad; }
a { color: #0b5cad; }
footer { border-top: 1px solid #d0d7de; }
footer, .note { color: #57606a; font-size: .875rem; }
@media (prefers-color-scheme: dark) {
body { background: #16191d; color: #e6e8ea; }
h2, footer { border-color: #3a4149; }
blockquote { border-color: #6cb0f5; }
a { color: #6cb0f5; }
footer, .note { color: #a3adb8; }
}
`;
