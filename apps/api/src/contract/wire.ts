import type {
  AccessRecord,
  HeldRole,
  ImportReport,
  Known,
  ListPage,
  Receipt,
  Staleness,
  StepView,
  WebhookState,
} from '@acta/application';
import type { DocumentRef, EventType, GroupCode, Instant, Refusal, SubjectId, Uuid } from '@acta/domain';
import type {
  CalendarView,
  ChangedSubject,
  ChangesAxis,
  ContributionView,
  Finding,
  GroupView,
  HistoryStep,
  LiaisonStatementView,
  MandateMatrix,
  MeetingSummary,
  Offices,
  OutcomeView,
  ReplayedAct,
  ReportView,
  SinceName,
  TimelineItem,
} from '@acta/projections';
import type { Redline, ReportDocument } from '@acta/reporting';

/*
 * What goes over the wire, as plain types: schemas/views.json is generated from them, and the OpenAPI document takes its
 * answers from there.
 */

/** The point that an answer stands on. */
export interface BasisJson {
  /** Journal position, as a decimal string. */
  position: string;
  /** The moment in force. */
  at: Instant;
  /** True when no later append can change the answer. */
  settled: boolean;
}

/** An answer: what was asked for, and the point that it stands on. */
export interface AnswerJson<T> {
  basis: BasisJson;
  value: T;
}

/** A page of an answer. */
export interface PageJson<T> extends AnswerJson<readonly T[]> {
  /** Give it as `after` for the next page, with `asOf` the position of this one; absent on the last page. */
  next?: string;
}

/** The point since which changes are told, as it was resolved. */
export interface SinceJson extends SinceName {
  /** In words, for example "Council 2019 (C-19)". */
  named: string;
  axis: ChangesAxis;
  /** Journal position, as a decimal string: what the record held then. */
  position: string;
  /** What was in force then. */
  at: Instant;
}

/** What changed in a group between two points, by subject. */
export interface ChangesJson extends PageJson<ChangedSubject> {
  since: SinceJson;
}

/** A page of a list. */
export interface ListJson extends ListPage {
  basis: BasisJson;
}

/** What became of an act: it was written, or had been before, or changes nothing. */
export interface ReceiptJson {
  outcome: Receipt['outcome'];
  commandId: Uuid;
  stream: string;
  /** What it is about, for example CWG-COP/meetings/15/outcomes/3. */
  ref: string;
  /** Journal position to read from, as a decimal string. */
  position: string;
  /** Of what it is about, after it: what the next change names as what it saw. */
  etag: string;
  /** The events of the act, in order. */
  events: { id: Uuid; type: string; position: string }[];
}

/** Of an act that is not known to be durable yet. */
export interface PendingJson {
  outcome: 'pending';
  commandId: Uuid;
}

/** What an import did: how many commands were written, recorded before, or without effect. */
export interface ImportJson extends Omit<ImportReport, 'position'> {
  /** Journal position after it, as a decimal string. */
  position: string;
}

/** What the API knows of whoever asks. */
export interface MeJson {
  /** The subject id that their acts are recorded under, and that an appointment names them by. */
  subject: SubjectId;
  assurance: Known['assurance'];
  /** The roles that they hold today, in a group or, without one, in all; by the record, or by their token. */
  roles: HeldRole[];
}

/** A record of the access log. */
export interface AccessJson extends Omit<AccessRecord, 'at' | 'position'> {
  at: Instant;
  /** Journal position that the answer stood on, as a decimal string. */
  position?: string;
}

/** A page of the access log, newest first. */
export interface AccessPageJson {
  items: AccessJson[];
  /** Give it as `after` for the next page; absent on the last one. */
  next?: string;
}

/** Where to send which events of the feed. */
export interface WebhookAskJson {
  /** Public, and `https` unless the configuration says otherwise. */
  url: string;
  group?: GroupCode;
  /** One type or several. */
  type?: EventType | EventType[];
  /** A reference: what is about it, or about a part of it. */
  subject?: string;
  /** Send what comes after this position; absent: from now on. */
  after?: string;
}

/** A webhook as its owner sees it. Positions are decimal strings. */
export interface WebhookJson {
  id: Uuid;
  url: string;
  group?: string;
  type?: readonly EventType[];
  subject?: string;
  createdAt: Instant;
  state: WebhookState;
  /** Position of the event that was delivered last; where it began, until one was. */
  delivered: string;
  /** Failed attempts to deliver the next event. */
  attempts: number;
  nextAttemptAt?: Instant;
  parkedAt?: Instant;
  lastError?: string;
}

/** A webhook that was just made. */
export interface WebhookCreatedJson extends WebhookJson {
  /** What deliveries are signed with. */
  secret: string;
}

/** A webhook with the events that wait for it. */
export interface WebhookWaitingJson extends WebhookJson {
  waiting: { id: Uuid; type: string; position: string }[];
  /** Whether more wait than are shown. */
  isMore: boolean;
}

export interface WebhooksJson {
  items: WebhookJson[];
}

/** That the service answers, and where its journal stands. */
export interface HealthJson {
  status: 'ok';
  position: string;
}

/** A node that takes commands. */
export interface ReadyJson {
  status: 'ready';
  position: string;
  /** How it follows the store that keeps the log; absent where it keeps the log itself. */
  following?: {
    /** Bytes of the store's log, other logs' included, that the journal has not seen yet. */
    behindBytes?: number;
    /** Since when it is known that the journal held all of the store's, in milliseconds. */
    confirmedAgoMs?: number;
    serverVersion?: string;
    /** By how much the store's clock is surely ahead of this node's, or behind it (negative), in milliseconds. */
    clockAheadMs: number;
  };
}

/** What the log holds up to a position, told by its digest: logs with equal digests there hold the same. */
export interface DigestJson {
  position: string;
  /** Running SHA-256 over the hashed forms, in order: 64 hexadecimal digits. */
  digest: string;
}

/** A fault of what was asked: the rule, the field where one is at fault, and of a file the line. */
export interface FaultJson extends Refusal {
  line?: number;
}

/** Problem details (RFC 9457), with the field and the rule of each fault. */
export interface Problem {
  /** Stable; part of the interface. */
  type: string;
  title: string;
  status: number;
  detail: string;
  /** Of a failure of the service: its name in the service's log, urn:uuid: and an id. Give it to whoever runs the service. */
  instance?: string;
  errors?: readonly FaultJson[];
  /** Of what was changed meanwhile: its ETag now, and the acts that changed it, oldest first. */
  etag?: string;
  since?: readonly { id: Uuid; type: string; position: string; etag: string; recordedAt: Instant }[];
}

/** Every type that schemas/views.json holds, with what it refers to. */
export interface Views {
  AccessPageJson: AccessPageJson;
  BasisJson: BasisJson;
  CalendarView: CalendarView;
  ChangesJson: ChangesJson;
  ContributionView: ContributionView;
  DigestJson: DigestJson;
  DocumentRef: DocumentRef;
  Finding: Finding;
  GroupCode: GroupCode;
  GroupView: GroupView;
  MandateMatrix: MandateMatrix;
  HealthJson: HealthJson;
  ReadyJson: ReadyJson;
  HistoryStep: HistoryStep;
  ImportJson: ImportJson;
  LiaisonStatementView: LiaisonStatementView;
  ListJson: ListJson;
  MeJson: MeJson;
  MeetingSummary: MeetingSummary;
  Offices: Offices;
  OutcomeView: OutcomeView;
  PendingJson: PendingJson;
  Problem: Problem;
  ReceiptJson: ReceiptJson;
  Redline: Redline;
  ReplayedAct: ReplayedAct;
  ReportDocument: ReportDocument;
  ReportView: ReportView;
  Staleness: Staleness;
  StepView: StepView;
  TimelineItem: TimelineItem;
  WebhookAskJson: WebhookAskJson;
  WebhookCreatedJson: WebhookCreatedJson;
  WebhookJson: WebhookJson;
  WebhookWaitingJson: WebhookWaitingJson;
  WebhooksJson: WebhooksJson;
}
