import type { Answer } from '@acta/application';
import type { Point } from '@acta/projections';

/** The point that an answer stands on, as JSON has it: positions are decimal strings. */
export interface BasisJson {
  position: string;
  at: string;
  settled: boolean;
}

/** An answer in JSON: what was asked for, and the point that it stands on. */
export interface AnswerJson<T> {
  basis: BasisJson;
  value: T;
}

export function basisJson({ position, at, settled }: Point): BasisJson {
  return { position: String(position), at: new Date(at).toISOString(), settled };
}

export function answerJson<T>({ point, value }: Answer<T>): AnswerJson<T> {
  return { basis: basisJson(point), value };
}
