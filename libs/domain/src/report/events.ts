import type { CorrectionEvents } from '../kernel/corrections.js';
import type {
  Count,
  Day,
  GroupCode,
  Identifier,
  Instant,
  Instrument,
  LanguageTag,
  Line,
  Ordinal,
  SessionCode,
  Sha256,
  SubjectId,
  Text,
} from '../kernel/values.js';

export type ReportKind = 'meeting' | 'annual' | 'four-year';

/** What a report covers: meetings by ordinal, or the period between two sessions of the calendar. */
export interface Coverage {
  meetings?: Ordinal[];
  period?: { from: SessionCode; to: SessionCode };
}

/** Where an authored paragraph goes: it takes the place of what would be generated there. */
export type Section = 'summary' | 'action-required' | 'references' | 'introduction' | 'meeting' | 'closing';

export interface AuthoredParagraph {
  section: Section;
  /** The meeting that it introduces, in section `meeting`. */
  meeting?: Ordinal;
  /** As printed before the paragraph, for example "1.1". */
  number?: Line;
  text: Text;
}

/** A recommendation of the group, or a suggestion, which amends nothing. */
export interface Recommendation {
  number: Line;
  kind: 'recommendation' | 'suggestion';
  addressee?: Line;
  text: Text;
  /** The reasons that the report gives, verbatim. */
  reasons?: Text[];
}

/** What a report holds of its own; also what a revision replaces. */
export interface ReportContent {
  title?: Text;
  /** The body and session that it is for, for example "Council 2022". */
  forum?: Line;
  documentNumber?: Identifier;
  documentDate?: Day;
  /** For example "Report by the Chairman of the Council Working Group on Child Online Protection". */
  source?: Line;
  original?: LanguageTag;
  paragraphs?: AuthoredParagraph[];
  recommendations?: Recommendation[];
}

export interface ReportDrafted extends ReportContent {
  group: GroupCode;
  kind: ReportKind;
  covers: Coverage;
  /** Backfill only: the state in which it enters the record. */
  state?: 'adopted' | 'submitted' | 'noted' | 'transmitted';
}

export type ReportRevised = ReportContent;

export interface ReportAdopted {
  /** For example "the eighteenth meeting". */
  by?: Line;
}

/** A rendition's bytes in the BlobStore. */
export interface FrozenRendition {
  format: 'json' | 'md' | 'html' | 'docx';
  mediaType: Line;
  sha256: Sha256;
  size: Count;
}

/** What was issued: these bytes, made from the record at this position and moment. */
export interface Issue {
  /** Journal position that it stands on. */
  position: Count;
  at: Instant;
  language: LanguageTag;
  audience: 'public';
  rendererVersion: Line;
  renditions: FrozenRendition[];
  /** Subject ids of the persons whom it names; absent where it names none. */
  persons?: SubjectId[];
}

export interface ReportSubmitted {
  /** The body that it was submitted to. */
  to: Line;
  documentNumber?: Identifier;
  /** Set by the server: the frozen report. Absent only for a backfilled submission. */
  issue?: Issue;
}

export interface ReportNoted {
  by: Line;
  session?: SessionCode;
  documentNumber?: Identifier;
  words?: Text;
}

export interface ReportTransmitted {
  by: Line;
  to: Line;
  /** For example "with the summary record of members' views". */
  with?: Line;
}

export interface ReportDecided {
  by: Line;
  session?: SessionCode;
  decision: 'maintain' | 'modify' | 'terminate' | 'establish';
  words?: Text;
  instrument?: Instrument;
}

export interface CorrigendumIssued {
  number: Identifier;
  text: Text;
}

export interface ReportEvents extends CorrectionEvents {
  'report-drafted': ReportDrafted;
  'report-revised': ReportRevised;
  'report-adopted': ReportAdopted;
  'report-submitted': ReportSubmitted;
  'report-noted': ReportNoted;
  'report-transmitted': ReportTransmitted;
  'report-decided': ReportDecided;
  'corrigendum-issued': CorrigendumIssued;
}

export const reportCommands = {
  'draft-report': 'report-drafted',
  'revise-report': 'report-revised',
  'adopt-report': 'report-adopted',
  'submit-report': 'report-submitted',
  'note-report': 'report-noted',
  'transmit-report': 'report-transmitted',
  'decide-on-report': 'report-decided',
  'issue-corrigendum': 'corrigendum-issued',
} as const satisfies Record<string, keyof ReportEvents>;
