import type { Held } from '../kernel/held.js';
import type { Touched } from '../kernel/touched.js';
import type { Classification, Line, SubjectId, Uuid } from '../kernel/values.js';
import type { LiaisonContent, LiaisonPlace, LiaisonResponseRecorded } from './events.js';

export type LiaisonStatus = 'unknown' | 'drafted' | 'approved' | 'sent' | 'withdrawn' | 'received';

export interface LiaisonState extends Touched {
  status: LiaisonStatus;
  direction?: 'outgoing' | 'incoming';
  /** The state to which a withdrawn statement returns when it is reinstated. */
  before?: Exclude<LiaisonStatus, 'unknown' | 'withdrawn'>;
  place?: LiaisonPlace;
  content?: LiaisonContent;
  classification: Classification;
  /** Who recorded it first. */
  enteredBy?: SubjectId;
  entered?: Held<object>;
  approved?: Held<{ by: Line }>;
  sent?: Held<object>;
  /** By addressee, oldest first. */
  responses: Map<Line, Held<LiaisonResponseRecorded>[]>;
  /** Every event that shaped it, in order of effect. */
  events: Uuid[];
}

export function initialLiaison(): LiaisonState {
  return { status: 'unknown', revision: -1, classification: 'public', responses: new Map(), events: [] };
}
