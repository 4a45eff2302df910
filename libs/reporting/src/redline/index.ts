import type { Format, Rendition } from '../document.js';
import type { Redline } from './document.js';
import { redlineHtml } from './html.js';
import { redlineMarkdown } from './markdown.js';

export * from './document.js';
export * from './provisions.js';
export * from './subject.js';
export * from './words.js';

/**
 * Renders a redline. Deterministic: the same redline gives the same bytes.
 * @param at the moment of changes that the record tells no date of, ISO 8601
 */
export async function renderRedline(redline: Redline, format: Format, at: string): Promise<Rendition> {
  switch (format) {
    case 'json':
      return {
        format,
        mediaType: 'application/json',
        bytes: utf8(`${JSON.stringify(redline, undefined, 2)}\n`),
      };
    case 'md':
      return { format, mediaType: 'text/markdown; charset=utf-8', bytes: utf8(redlineMarkdown(redline)) };
    case 'html':
      return { format, mediaType: 'text/html; charset=utf-8', bytes: utf8(redlineHtml(redline)) };
    case 'docx': {
      // Loaded when it is asked for: it is the one renderer with a large library behind it.
      const { redlineDocx } = await import('./docx.js');
      return {
        format,
        mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        bytes: await redlineDocx(redline, at),
      };
    }
  }
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
