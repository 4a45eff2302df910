/** What a metric is called and tells. Its labels take few values, none of them of a person, a subject or an address. */
interface About<L extends string> {
  /** Beginning with acta_, ending with the unit; of a counter with _total. */
  name: string;
  help: string;
  labels?: readonly L[];
}

/** A value of a gauge when it is asked for. */
interface Sample<L extends string> {
  labels?: Readonly<Record<L, string>>;
  value: number;
}

/** Where a process counts what it does. Whoever asks for its metrics reads it. */
export interface Metrics {
  /** Whether anybody can ask for them. */
  readonly isServed: boolean;
  counter<L extends string = never>(
    about: About<L>,
  ): (labels: Readonly<Record<L, string>>, by?: number) => void;
  /** Of seconds. */
  histogram<L extends string = never>(
    about: About<L>,
    buckets: readonly number[],
  ): (labels: Readonly<Record<L, string>>, seconds: number) => void;
  /** @param read asked whenever somebody asks for the metrics; undefined: not known now */
  gauge<L extends string = never>(
    about: About<L>,
    read: () => number | undefined | readonly Sample<L>[],
  ): void;
}

const nothing = (): void => undefined;

/** Nobody asks: nothing is counted. */
export const noMetrics: Metrics = {
  isServed: false,
  counter: () => nothing,
  histogram: () => nothing,
  gauge: nothing,
};
