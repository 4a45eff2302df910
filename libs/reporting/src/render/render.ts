import type { Format, Rendition, ReportDocument } from '../document.js';
import { renderHtml } from './html.js';
import { renderJson } from './json.js';
import { renderMarkdown } from './markdown.js';

/** Changes whenever the same document would give other bytes; `render.spec.ts` holds the sample's hashes to it. */
export const rendererVersion = '2';

/**
 * Renders a document. Deterministic: the same document gives the same bytes, in every process and time zone.
 * What a format cannot carry (control characters, lone surrogates) is shown as U+FFFD; JSON escapes it.
 */
export async function render(document: ReportDocument, format: Format): Promise<Rendition> {
  switch (format) {
    case 'json':
      return { format, mediaType: 'application/json', bytes: utf8(renderJson(document)) };
    case 'md':
      return { format, mediaType: 'text/markdown; charset=utf-8', bytes: utf8(renderMarkdown(document)) };
    case 'html':
      return { format, mediaType: 'text/html; charset=utf-8', bytes: utf8(renderHtml(document)) };
    case 'docx': {
      // Loaded when it is asked for: it is the one renderer with a large library behind it.
      const { renderDocx } = await import('./docx.js');
      return {
        format,
        mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        bytes: await renderDocx(document),
      };
    }
  }
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
