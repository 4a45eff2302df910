import { oneLine } from './text.js';

/**
 * The page's styles, for screen and for A4 paper.
 * @param running what stands at the head of each printed page after the first
 * @param mark for example "DRAFT": at the head of each printed page
 */
export function stylesheet(running: string, mark: string | undefined): string {
  const right = mark === undefined ? '' : `@top-right { content: ${cssString(mark)}; font-weight: bold; }`;
  return `
@page {
  size: A4;
  margin: 22mm 20mm 20mm;
  font: 9pt Calibri, Carlito, "Segoe UI", Arial, sans-serif;
  @top-center { content: ${cssString(running)}; }
  ${right}
  @bottom-center { content: counter(page) "/" counter(pages); }
}
@page :first { @top-center { content: none; } @top-right { content: none; } }
${RULES}`;
}

/** A CSS string: all but plain letters, digits and spaces as escapes, so that nothing can end it, or the style element. */
function cssString(text: string): string {
  const escaped = oneLine(text).replace(
    /[^A-Za-z0-9 ]/gu,
    (character) => `\\${(character.codePointAt(0) ?? 0xfffd).toString(16)} `,
  );
  return `"${escaped}"`;
}

const RULES = `:root { color-scheme: light; }
* { box-sizing: border-box; }
html { background: #eef1f4; }
body {
  max-width: 50rem; margin: 2rem auto; padding: 3rem 3.5rem;
  background: #fff; color: #1a1a1a; box-shadow: 0 1px 4px rgb(0 0 0 / 20%);
  font: 1rem/1.5 Calibri, Carlito, "Segoe UI", Arial, sans-serif;
}
p, h1, h2, h3, caption, th { white-space: pre-line; overflow-wrap: break-word; text-align: start; }
p { margin: 0 0 .6rem; }
header { margin-bottom: 2rem; }
.mark {
  width: fit-content; margin: 0 0 1rem auto; padding: .1rem .7rem;
  border: 2px solid #9b1c1c; color: #9b1c1c; font-weight: bold; letter-spacing: .08em;
}
.block { display: flex; justify-content: space-between; gap: 2rem; padding-bottom: .8rem; border-bottom: 1px solid #1f5c99; }
.block p { margin: 0; }
.forum { font-size: 1.35rem; font-weight: bold; color: #1f5c99; }
.document, .date, .original { font-weight: bold; }
.source, h1 { text-align: center; font-weight: bold; text-wrap: balance; }
.source { margin: 2rem 0 1rem; font-size: 1.1rem; }
h1 { margin: 0; font-size: 1.4rem; line-height: 1.3; }
h2 { margin: 1.8rem 0 .6rem; font-size: 1.2rem; line-height: 1.3; color: #1f5c99; }
h3 { margin: 1.3rem 0 .5rem; font-size: 1.05rem; line-height: 1.3; }
.number { display: inline-block; min-width: 2.75rem; }
ul { margin: 0 0 .8rem; padding-inline-start: 2.6rem; }
li { margin-bottom: .35rem; }
html[dir="ltr"] li[dir="rtl"] { margin-right: 1.4rem; }
html[dir="rtl"] li[dir="ltr"] { margin-left: 1.4rem; }
li:has(> p > .number) { list-style: none; }
li > p { margin-bottom: .25rem; }
.note { margin-inline-start: 1.6rem; padding-inline-start: .7rem; border-inline-start: 2px solid #b9c4cf; font-size: .875rem; color: #47525d; }
li > .note { margin-inline-start: 0; }
table { width: 100%; margin: 1.2rem 0; border-collapse: collapse; font-size: .9375rem; }
caption { padding-bottom: .4rem; font-weight: bold; }
th, td { padding: .35rem .6rem; border: 1px solid #b9c4cf; vertical-align: top; }
th { background: #e6eef6; }
td > p, td > .note { margin: 0; padding: 0; border: 0; }
footer { margin-top: 2.5rem; padding-top: .6rem; border-top: 1px solid #b9c4cf; font-size: .875rem; color: #47525d; }
@media (max-width: 40rem) { body { margin: 0; padding: 1.2rem; box-shadow: none; } }
@media print {
  html { background: none; font-size: 11pt; }
  body { max-width: none; margin: 0; padding: 0; box-shadow: none; line-height: 1.35; }
  h1, h2, h3, caption { break-after: avoid; break-inside: avoid; }
  p { orphans: 2; widows: 2; }
  p:has(+ ul), li > p:not(:last-child) { break-after: avoid; }
  thead { display: table-header-group; }
  tr, .block, footer { break-inside: avoid; }
}
`;
