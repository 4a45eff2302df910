import { createReadStream } from 'node:fs';

/** A line of a file with its number, from 1. */
export interface NumberedLine {
  line: number;
  text: string;
  /** Bytes of the file up to the end of this line. */
  offset: number;
  /** False for a last line that no line feed ends. */
  ended: boolean;
}

/** A line that cannot be read. */
export class BadLine extends Error {
  override readonly name = 'BadLine';
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(`line ${String(line)}: ${message}`);
  }
}

/**
 * The lines of a UTF-8 file, streamed. Blank lines are left out and counted; a byte-order mark is skipped.
 * @param limit the most bytes that a line may have
 * @throws BadLine for broken UTF-8 or a line over the limit
 */
export async function* linesOf(path: string, limit: number): AsyncGenerator<NumberedLine> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 0;
  let offset = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10, start)) {
      const read = decodeLine(rest.subarray(start, end), ++line, limit);
      offset += end + 1 - start;
      start = end + 1;
      if (read !== '') yield { line, text: read, offset, ended: true };
    }
    rest = rest.subarray(start);
    if (rest.length > limit) throw new BadLine(line + 1, tooLong(limit));
  }
  const last = decodeLine(rest, line + 1, limit);
  if (last !== '') yield { line: line + 1, text: last, offset: offset + rest.length, ended: false };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decodeLine(bytes: Uint8Array, line: number, limit: number): string {
  if (bytes.length > limit) throw new BadLine(line, tooLong(limit));
  try {
    return utf8.decode(bytes).trim();
  } catch {
    throw new BadLine(line, 'is not valid UTF-8; save the file as UTF-8');
  }
}

function tooLong(limit: number): string {
  return `is longer than ${String(limit)} bytes`;
}
