import { type components, NoAnswer } from '@acta/client';
import type { Point } from '@acta/projections';

/** What an answer stands on, as JSON has it. */
export type Basis = components['schemas']['BasisJson'];

/** What came back. Other answers than those of 2xx were thrown before. */
export function told<T>(data: T | undefined): T {
  if (data === undefined) throw new NoAnswer('the answer is empty');
  return data;
}

/** The point that an answer stands on. */
export function pointOf({ position, at, settled }: Basis): Point {
  return { position: Number(position), at: Date.parse(at), settled };
}
