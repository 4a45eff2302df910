import type { Readable } from 'node:stream';

/** The whole lines that a stream has had so far; more come as it goes on. */
export function linesOf(stream: Readable): string[] {
  const lines: string[] = [];
  let rest = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  return lines;
}
