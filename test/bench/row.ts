/** What a row of the benchmark is given. */
export interface RowContext {
  /** An empty folder of its own. */
  folder: string;
  /** Journals that several rows read, made by the first that needs them. */
  journals: string;
  /** Small sizes, which show that it runs and nothing else. */
  quick: boolean;
  /** How often each contender is measured; odd. */
  repeats: number;
  progress: (text: string) => void;
}

/** One line of the table. */
export interface Line {
  what: string;
  baseline: string;
  /** What each side measured, with its unit. */
  figures: string;
  /** Measured, as it is compared with the goal. */
  measured: string;
  /** Absent: shown for comparison only. */
  goal?: { text: string; reached: boolean };
  /** One sentence on what bounds it. */
  bound: string;
}

export interface Row {
  describe: string;
  /** How long it may take, in seconds, before it is stopped. */
  seconds: number;
  /** Only when it is named: it takes longer than the whole run. */
  apart?: true;
  run(context: RowContext): Promise<Line[]>;
}

/** A goal of at least this ratio. */
export function atLeast(goal: number, measured: number): Pick<Line, 'measured' | 'goal'> {
  return { measured: times(measured), goal: { text: `≥ ${String(goal)} ×`, reached: measured >= goal } };
}

/** A goal of at most this ratio. */
export function within(goal: number, measured: number): Pick<Line, 'measured' | 'goal'> {
  return { measured: times(measured), goal: { text: `≤ ${String(goal)} ×`, reached: measured <= goal } };
}

export function times(ratio: number): string {
  return `${ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(2)} ×`;
}

export function perSecond(rate: number): string {
  return `${Number(rate.toPrecision(3)).toLocaleString('en')}/s`;
}

export function milliseconds(value: number): string {
  return `${value >= 10 ? value.toFixed(0) : value.toFixed(value >= 1 ? 1 : 2)} ms`;
}
