import type {
  Answer,
  ExportReport,
  ImportReport,
  ListAnswer,
  ListAsk,
  Receipt,
  RenderedDocument,
  ReportAsk,
  RestoreReport,
  Submission,
  SummaryAsk,
  TimelineAsk,
  When,
} from '@acta/application';
import type { GroupCode } from '@acta/domain';
import type { GroupView, ReplayedAct, TimelineItem } from '@acta/projections';

/** Flags that override the environment's configuration, as given. */
export type ConfigFlags = Partial<Record<'data' | 'keys' | 'log' | 'language' | 'host' | 'port', string>>;

/** Called as long work goes on; `total` where it is known. */
export type Progress = (phase: string, done: number, total?: number) => void;

export interface Check {
  name: string;
  ok: boolean;
  /** What was found; for a fault, what to do. */
  detail: string;
}

/**
 * What the command line needs of an open record. The caller and the language are the configuration's. Every method refuses
 * by throwing: Refused, an error with `faults`, or one whose message says what was wrong and what would be accepted.
 */
export interface ActaServices {
  import(file: string, options: { dryRun: boolean; progress: Progress }): Promise<ImportReport>;
  execute(submission: Omit<Submission, 'caller'>): Promise<Receipt>;
  report(ask: Omit<ReportAsk, 'language'>): Promise<RenderedDocument>;
  summary(ask: Omit<SummaryAsk, 'language'>): Promise<RenderedDocument>;
  group(code: GroupCode, when: When): Promise<Answer<GroupView>>;
  timeline(ask: TimelineAsk): Promise<Answer<readonly TimelineItem[]>>;
  replay(ask: TimelineAsk): Promise<Answer<Iterable<ReplayedAct>>>;
  list(ask: ListAsk): Promise<ListAnswer>;
  exportTo(file: string, progress: Progress): Promise<ExportReport>;
  restoreFrom(file: string, progress: Progress): Promise<RestoreReport>;
  backup(folder: string, progress: Progress): Promise<{ position: number }>;
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
