import type { ListedVersion, SubjectKind } from '@acta/application';
import type { Format, Rendition } from '@acta/reporting';

/** Where the record is, and how it is opened. */
export interface Location {
  /** Data folder. */
  data: string;
  access: 'read' | 'write';
}

/** The point that is asked about, as parsed from the command line. Absent: the head, now. */
export interface PointAsked {
  asOf?: Held;
  /** Milliseconds since the epoch: the last one of the day, month or year that was given. */
  at?: number;
}

/** What the record held: up to a position, or up to an instant (milliseconds since the epoch). */
export type Held = { position: number } | { instant: number };

/** A stretch of the record on one axis. Bounds are inclusive; an absent one is open. */
export interface Stretch {
  axis: 'at' | 'as-of';
  from?: Held;
  to?: Held;
}

/** The point that an answer stands on. */
export interface Basis {
  position: number;
  settled: boolean;
  /** ISO 8601. */
  at: string;
}

/** Called as long work goes on; `total` where it is known. */
export type Progress = (done: number, total?: number) => void;

export interface ImportResult {
  lines: number;
  written: number;
  /** Recorded before, by the same line. */
  repeated: number;
  /** Would have changed nothing. */
  unchanged: number;
  /** Head of the journal afterwards. */
  position: number;
}

export interface ReportAsked {
  group: string;
  kind: 'four-year' | 'annual';
  covers: { period: { from: string; to: string } } | { meetings: number[] };
  point: PointAsked;
  format: Format;
  language: string;
  /** The frozen bytes, as they were issued. */
  issued: boolean;
}

export interface SummaryAsked {
  group: string;
  meeting: number;
  point: PointAsked;
  format: Format;
  language: string;
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
  changes: Change[];
}

export interface ListAsked {
  group?: string;
  kind?: SubjectKind;
  meeting?: number;
  state?: string;
  country?: string;
  /** Milliseconds since the epoch. */
  overdueAt?: number;
  search?: string;
  limit: number;
  after?: string;
  point: PointAsked;
}

export interface ListAnswer {
  basis: Basis;
  items: ListedVersion[];
  next?: string;
}

export interface Receipt {
  outcome: 'written' | 'repeated' | 'nothing';
  commandId: string;
  stream: string;
  position: number;
  revision: number;
  events: readonly { id: string; type: string; position: number }[];
}

export interface Executed {
  /** Not yet validated. */
  command: unknown;
  commandId?: string;
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
  import(file: string, options: { dryRun: boolean; progress: Progress }): Promise<ImportResult>;
  execute(asked: Executed): Promise<Receipt>;
  report(asked: ReportAsked): Promise<Rendition>;
  summary(asked: SummaryAsked): Promise<Rendition>;
  group(code: string, point: PointAsked): Promise<{ basis: Basis; group: unknown }>;
  timeline(group: string, stretch: Stretch, point: PointAsked): Promise<{ basis: Basis; acts: TimelineAct[] }>;
  replay(group: string, stretch: Stretch): AsyncIterable<ReplayedAct>;
  list(asked: ListAsked): Promise<ListAnswer>;
  exportTo(file: string, progress: Progress): Promise<{ events: number; file: string }>;
  restoreFrom(file: string, progress: Progress): Promise<{ events: number; position: number }>;
  backup(folder: string, progress: Progress): Promise<{ folder: string; position: number }>;
  rebuild(progress: Progress): Promise<{ position: number }>;
  close(): Promise<void>;
}

/** How the command line reaches a record. */
export interface Acta {
  open(location: Location): Promise<ActaServices>;
  /** Examines a folder without opening it for use; a damaged one is an answer, not an error. */
  doctor(data: string): Promise<Check[]>;
  /** Serves until it is told to stop. Gives the exit code. */
  serve(options: { data: string; port?: number; host?: string }): Promise<number>;
}
