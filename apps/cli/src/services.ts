import type {
  ExportReport,
  ImportReport,
  ListQuery,
  ListedVersion,
  Receipt,
  RestoreReport,
  When,
} from '@acta/application';
import type { Format, Rendition } from '@acta/reporting';

/** Flags that override the environment's configuration, as given. */
export type ConfigFlags = Partial<Record<'data' | 'keys' | 'log' | 'language' | 'host' | 'port', string>>;

/** A bound of a stretch: a position, or a moment in milliseconds since the epoch. */
export type Bound = { position: number } | { moment: number };

/** A stretch of the record on one axis. Bounds are inclusive; an absent one is open. */
export interface Stretch {
  axis: 'at' | 'as-of';
  from?: Bound;
  to?: Bound;
}

/** The point that an answer stands on. */
export interface Basis {
  position: number;
  settled: boolean;
  /** ISO 8601. */
  at: string;
}

/** Called as long work goes on; `total` where it is known. */
export type Progress = (phase: string, done: number, total?: number) => void;

export interface ReportAsked {
  group: string;
  kind: 'four-year' | 'annual';
  covers: { period: { from: string; to: string } } | { meetings: number[] };
  when: When;
  format: Format;
  /** The frozen bytes, as they were issued. */
  issued: boolean;
}

export interface SummaryAsked {
  group: string;
  meeting: number;
  when: When;
  format: Format;
}

/** An act as a timeline shows it. */
export interface TimelineAct {
  position: number;
  /** Event id: what `redate-act` and `void-act` name. */
  id: string;
  stream: string;
  type: string;
  /** The date as known, for example 2019-09-26 or 2009. */
  effectiveAt: string;
  recordedAt: string;
  /** One line: what was done. */
  title: string;
}

export interface Change {
  /** Where in the record, for example meetings/15/outcomes/3/text. */
  path: string;
  before?: unknown;
  after?: unknown;
}

/** An act with what it changed. */
export interface ReplayedAct extends TimelineAct {
  changes: readonly Change[];
}

/** What a list is filtered by. */
export interface ListAsked extends Pick<
  ListQuery,
  'group' | 'kind' | 'meeting' | 'state' | 'country' | 'overdueAt' | 'search' | 'limit' | 'after'
> {
  when: When;
}

export interface ListAnswer {
  basis: Basis;
  items: readonly ListedVersion[];
  next?: string;
}

export interface Executed {
  /** Not yet validated. */
  command: unknown;
  /** The caller's own key: the same again repeats safely. */
  key?: string;
  backfill: boolean;
}

export interface Check {
  name: string;
  ok: boolean;
  /** What was found; for a fault, what to do. */
  detail: string;
}

/**
 * What the command line needs of an open record. Every method refuses by throwing: an error with a `refusal` or with
 * `faults`, or one whose message says what was wrong and what would be accepted.
 */
export interface ActaServices {
  import(file: string, options: { dryRun: boolean; progress: Progress }): Promise<ImportReport>;
  execute(asked: Executed): Promise<Receipt>;
  report(asked: ReportAsked): Promise<Rendition>;
  summary(asked: SummaryAsked): Promise<Rendition>;
  group(code: string, when: When): Promise<{ basis: Basis; group: unknown }>;
  timeline(
    group: string,
    stretch: Stretch,
    when: When,
  ): Promise<{ basis: Basis; acts: readonly TimelineAct[] }>;
  replay(group: string, stretch: Stretch): AsyncIterable<ReplayedAct>;
  list(asked: ListAsked): Promise<ListAnswer>;
  exportTo(file: string, progress: Progress): Promise<ExportReport>;
  restoreFrom(file: string, progress: Progress): Promise<RestoreReport>;
  backup(folder: string, progress: Progress): Promise<{ position: number; files: readonly string[] }>;
  rebuild(progress: Progress): Promise<{ position: number }>;
  close(): Promise<void>;
}

/** How the command line reaches a record. */
export interface ActaHost {
  open(flags: ConfigFlags, mode: 'read' | 'write'): Promise<ActaServices>;
  /** Examines a folder without opening it for use; a damaged one is an answer, not an error. */
  doctor(flags: ConfigFlags): Promise<readonly Check[]>;
  /** Serves until it is told to stop. Gives the exit code. */
  serve(flags: ConfigFlags): Promise<number>;
}
