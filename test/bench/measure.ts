/** The middle of some numbers, or the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}

/** The value that this share of the numbers does not exceed (nearest rank). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** One side of a comparison: does the work once and gives what was measured. */
export type Contender = () => number | Promise<number>;

/** What each contender measured, repeat by repeat: `[i]` of one stands beside `[i]` of the others. */
export type Measured<Name extends string> = Record<Name, number[]>;

/**
 * Runs the contenders in turn, every second time in reverse order, so that what drifts (heat, neighbours, the disk)
 * falls on all alike. One round before the first is not counted.
 */
export async function interleave<Name extends string>(
  repeats: number,
  contenders: Readonly<Record<Name, Contender>>,
  progress: (text: string) => void,
): Promise<Measured<Name>> {
  const names = Object.keys(contenders) as Name[];
  const measured = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Measured<Name>;
  for (let repeat = 0; repeat <= repeats; repeat++) {
    progress(repeat === 0 ? 'warming up' : `repeat ${String(repeat)} of ${String(repeats)}`);
    for (const name of repeat % 2 === 0 ? names : names.toReversed()) {
      const value = await contenders[name]();
      if (repeat > 0) measured[name].push(value);
    }
  }
  return measured;
}

/** Median of the ratios of pairs that were measured next to each other. */
export function ratio(of: readonly number[], to: readonly number[]): number {
  return median(of.map((value, i) => value / (to[i] ?? NaN)));
}

/** Milliseconds that the work takes. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** How many a second. */
export async function rate(count: number, work: () => unknown): Promise<number> {
  return (count / (await timed(work))) * 1000;
}
