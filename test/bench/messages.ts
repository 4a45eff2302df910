import type { Line, RowContext } from './row.js';

/** What a row's process is asked. */
export type Asked = { name: string } & Omit<RowContext, 'progress'>;

/** What it tells. */
export type Told =
  { kind: 'progress'; text: string } | { kind: 'lines'; lines: Line[] } | { kind: 'failed'; reason: string };
