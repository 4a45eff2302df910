import { type components, NoAnswer } from '@acta/client';
import type { Answer } from '@acta/application';
import type { Point } from '@acta/projections';

/** What an answer stands on, as JSON has it. */
export type Basis = components['schemas']['BasisJson'];

/** What came back. Other answers than those of 2xx were thrown before. */
export function told<T>(data: T | undefined): T {
  if (data === undefined) throw new NoAnswer('the answer is empty');
  return data;
}

/** A language that the API's document names: another is refused there. */
export function languageOf(language: string | undefined): 'en' | 'fr' | undefined {
  return language as 'en' | 'fr' | undefined;
}

/** The point that an answer stands on. */
export function pointOf({ position, at, settled }: Basis): Point {
  return { position: Number(position), at: Date.parse(at), settled };
}

/** How many items a page has: the most that the API gives. */
const PAGE = 1000;

/** Which page is asked for, and of which point. */
export interface PageAsk {
  limit: number;
  asOf?: string;
  at?: string;
  after?: string;
}

/** An answer's items from all pages, each asked for when it is needed, and all of the point of the first. */
export async function eachOf<T>(
  pageOf: (ask: PageAsk) => Promise<{ basis: Basis; value: readonly unknown[]; next?: string }>,
): Promise<Answer<AsyncIterable<T>>> {
  const first = await pageOf({ limit: PAGE });
  async function* all(): AsyncGenerator<T> {
    const { position: asOf, at } = first.basis;
    for (let { value, next } = first; ;) {
      yield* value as readonly T[];
      if (next === undefined) return;
      ({ value, next } = await pageOf({ limit: PAGE, asOf, at, after: next }));
    }
  }
  return { point: pointOf(first.basis), value: all() };
}

/** The same, once all are there. */
export async function allPages<T>(pageOf: Parameters<typeof eachOf<T>>[0]): Promise<Answer<T[]>> {
  const { point, value } = await eachOf<T>(pageOf);
  const items: T[] = [];
  for await (const item of value) items.push(item);
  return { point, value: items };
}
