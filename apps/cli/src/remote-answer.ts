import { NoAnswer } from '@acta/client';
import type { Point } from '@acta/projections';

/** What came back. Other answers than those of 2xx were thrown before. */
export function told<T>(data: T | undefined): T {
  if (data === undefined) throw new NoAnswer('the answer is empty');
  return data;
}

/** The point that an answer stands on. */
export function pointOf({
  position,
  at,
  settled,
}: {
  position: string;
  at: string;
  settled: boolean;
}): Point {
  return { position: Number(position), at: Date.parse(at), settled };
}
