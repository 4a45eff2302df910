import type {
  AccessAsk,
  AccessPage,
  Answer,
  ChangesAnswer,
  ChangesAsk,
  ExportReport,
  FeedFilter,
  HistoryAsk,
  ImportReport,
  InvestigationAsk,
  ListAnswer,
  ListAsk,
  LogDigest,
  MatrixAsk,
  MigrationReport,
  Receipt,
  RedlineAsk,
  ReportAsk,
  Staleness,
  StepAsk,
  StepView,
  Submission,
  SummaryAsk,
  TimelineAsk,
  When,
} from '@acta/application';
import type { GroupCode } from '@acta/domain';
import type { Finding, HistoryStep, ReplayedAct, TimelineItem } from '@acta/projections';
import type { Format } from '@acta/reporting';
import type { Check, DevelopmentAsk, FeedReplayAsk, FeedReplayed, TopicProgress } from '@acta/runtime';
import type { Subject } from './subject.js';

/** Flags that override the environment's configuration, as given. `url` and `tokenFile` are of a record that is served. */
export type ConfigFlags = Partial<
  Record<'data' | 'keys' | 'log' | 'language' | 'host' | 'port' | 'url' | 'tokenFile', string>
>;

/** Called as long work goes on; `total` where it is known. */
export type Progress = (phase: string, done: number, total?: number) => void;

/** Of which issued report a corrigendum is drafted, and in which format. */
export interface CorrigendumAsk {
  group: GroupCode;
  /** The report's id: its stream's name without `report-`. */
  id: string;
  when: When;
  format: Format;
}

/** How a file of commands is imported. */
export interface ImportOptions {
  /** Check the commands, rules included, and write nothing. */
  dryRun: boolean;
  progress: Progress;
}

/** What of the feed is told. */
export interface TailAsk {
  /** Position or moment of recording that it begins with; absent: what comes from now on. */
  from?: string;
  filter: FeedFilter;
  /** Whether what comes is waited for. */
  isFollowing: boolean;
}

/** A document, and where it is a frozen report, the position that it stands on. */
export interface WrittenDocument {
  bytes: Uint8Array;
  issue?: { position: number };
}

/**
 * What the command line needs of an open record. The caller and the language are the configuration's. Every method refuses
 * by throwing: Refused, ApiProblem, an error with `faults`, or one whose message says what was wrong and what would be accepted.
 */
export interface ActaServices {
  import(file: string, options: ImportOptions): Promise<ImportReport>;
  execute(submission: Omit<Submission, 'principal'>): Promise<Receipt>;
  report(ask: Omit<ReportAsk, 'language'>): Promise<WrittenDocument>;
  summary(ask: Omit<SummaryAsk, 'language'>): Promise<WrittenDocument>;
  /** A group's mandate matrix as a document. */
  mandateMatrix(ask: Omit<MatrixAsk, 'language'>): Promise<WrittenDocument>;
  /** Any subject's view. */
  view(subject: Subject, when: When): Promise<Answer<object>>;
  timeline(ask: TimelineAsk): Promise<Answer<readonly TimelineItem[]>>;
  replay(ask: TimelineAsk): Promise<Answer<Iterable<ReplayedAct> | AsyncIterable<ReplayedAct>>>;
  redline(ask: Omit<RedlineAsk, 'language'>): Promise<WrittenDocument>;
  staleReports(group: GroupCode, when: When): Promise<Answer<readonly Staleness[]>>;
  corrigendum(ask: CorrigendumAsk): Promise<WrittenDocument>;
  history(ask: HistoryAsk): Promise<Answer<readonly HistoryStep[]>>;
  investigate(ask: InvestigationAsk): Promise<Answer<readonly Finding[]>>;
  accesses(ask: AccessAsk): Promise<AccessPage>;
  /** One step of a replay. */
  step(ask: Omit<StepAsk, 'language'>): Promise<Answer<StepView>>;
  /** What changed in a group since a point. */
  changes(ask: ChangesAsk): Promise<ChangesAnswer>;
  /** The same, as a speaking note. */
  changesNote(ask: ChangesAsk): Promise<string>;
  list(ask: ListAsk): Promise<ListAnswer>;
  /** The log's digest up to a position; of the whole log where none is given. */
  digest(position?: number): Promise<LogDigest>;
  /**
   * Gives what the caller may see of the feed, as CloudEvents in JSON, in order, until its end or the signal.
   * @param tell told of what passes by itself
   */
  tail(
    ask: TailAsk,
    take: (text: string) => Promise<void>,
    signal: AbortSignal,
    tell: (words: string) => void,
  ): Promise<void>;
  exportTo(file: string, progress: Progress): Promise<ExportReport>;
  rebuild(progress: Progress): Promise<{ position: number }>;
  close(): Promise<void>;
}

/** `rehearse`: to see what a write would do. It leaves no trace, and takes a folder that does not exist as an empty one. */
export type OpenMode = 'read' | 'write' | 'rehearse';

/** How the command line reaches a record. */
export interface ActaHost {
  /** @param progress told of the wait where the journal must first catch up with a store */
  open(flags: ConfigFlags, mode: OpenMode, progress?: Progress): Promise<ActaServices>;
  /** Copies the data folder, which may be in use. */
  backup(flags: ConfigFlags, folder: string, progress: Progress): Promise<{ position: number }>;
  /** Fills an empty data folder from an export (a file) or a backup (a folder). */
  restore(flags: ConfigFlags, from: string, progress: Progress): Promise<{ position: number }>;
  /** Moves a log from one store to another, each `sqlite:FOLDER` or `esdb:CONNECTION`, and leaves the source fenced. */
  migrate(
    flags: ConfigFlags,
    ends: { from: string; to: string },
    progress: Progress,
  ): Promise<MigrationReport>;
  /** Lets a store be written again after its log was moved away. The position is that of a folder. */
  reopen(flags: ConfigFlags, store: string): Promise<{ position?: number }>;
  /** Examines a folder without opening it for use; a damaged one is an answer, not an error. */
  doctor(flags: ConfigFlags): Promise<readonly Check[]>;
  /** How far the feed is on Kafka, and what is parked there. */
  feedProgress(flags: ConfigFlags): Promise<readonly TopicProgress[]>;
  /** Asks the relay to try again with what is parked. */
  redriveFeed(flags: ConfigFlags): Promise<{ topics: readonly string[] }>;
  /** Publishes a stretch of the feed again, to a topic of its own on Kafka. */
  replayFeed(
    flags: ConfigFlags,
    ask: FeedReplayAsk,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<FeedReplayed>;
  /** A token of the development issuer. Refuses where there is none. */
  developmentToken(flags: ConfigFlags, ask: DevelopmentAsk): Promise<string>;
  /** Serves until it is told to stop. Gives the exit code. */
  serve(flags: ConfigFlags): Promise<number>;
}
