import { type Held } from '../kernel/held.js';
import type { Touched } from '../kernel/touched.js';
import type { GroupCode, Uuid } from '../kernel/values.js';
import type {
  CorrigendumIssued,
  Coverage,
  ReportAdopted,
  ReportContent,
  ReportDecided,
  ReportKind,
  ReportNoted,
  ReportSubmitted,
  ReportTransmitted,
} from './events.js';

export type ReportStatus =
  'unknown' | 'drafted' | 'adopted' | 'submitted' | 'noted' | 'transmitted' | 'decided';

export interface ReportState extends Touched {
  status: ReportStatus;
  group?: GroupCode;
  kind?: ReportKind;
  covers?: Coverage;
  content: ReportContent;
  /** The event that each part of the content rests on. */
  contentFrom: Map<keyof ReportContent, Uuid>;
  drafted?: Held<object>;
  adopted?: Held<ReportAdopted>;
  submitted?: Held<ReportSubmitted>;
  noted?: Held<ReportNoted>;
  transmitted?: Held<ReportTransmitted>;
  decided?: Held<ReportDecided>;
  corrigenda: Held<CorrigendumIssued>[];
  /** Every event that shaped it, in order of effect. */
  events: Uuid[];
}

export function initialReport(): ReportState {
  return { status: 'unknown', revision: -1, content: {}, contentFrom: new Map(), corrigenda: [], events: [] };
}
