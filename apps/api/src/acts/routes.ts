import type { CommandType } from '@acta/domain';

/** Where an act is posted to. */
export interface ActRoute {
  /** Placeholders are those of `../places.ts`. */
  path: string;
  /** Placeholders whose values are fields of the command's data, and the fields' names. */
  fills?: Readonly<Record<string, string>>;
  /** It brings something into the record; any other act changes what is there, and may say which state of it was seen. */
  enters?: true;
}

const GROUP = 'groups/:group';
const MEETING = `${GROUP}/meetings/:meeting`;
const CONTRIBUTION = `${MEETING}/contributions/:number`;
const OUTCOME = `${MEETING}/outcomes/:ordinal`;
const STATEMENT = `${GROUP}/liaison-statements/:id`;
const REPORT = `${GROUP}/reports/:kind/:covers`;
const SESSION = 'calendar/sessions/:session';

const group = { group: 'group' };
const number = { number: 'number' };
const ordinal = { ordinal: 'ordinal' };
const session = { session: 'session' };

/** Every command has one route: what it is done to is in the address, what is said of it in the body. */
export const actRoutes: Readonly<Record<CommandType, ActRoute>> = {
  'establish-group': { path: 'groups', enters: true },
  'rename-group': { path: `${GROUP}/names` },
  'set-participation': { path: `${GROUP}/participation` },
  'amend-mandate': { path: `${GROUP}/mandate` },
  'set-terms-of-reference': { path: `${GROUP}/terms-of-reference` },
  'appoint-officer': { path: `${GROUP}/officers` },
  'release-officer': {
    path: `${GROUP}/officers/:appointment/release`,
    fills: { appointment: 'appointment' },
  },
  'set-working-methods': { path: `${GROUP}/working-methods` },
  'link-to-clauses': { path: `${GROUP}/clause-links` },
  'renew-group': { path: `${GROUP}/renewals` },
  'terminate-group': { path: `${GROUP}/termination` },

  'plan-meeting': { path: `${GROUP}/meetings`, fills: group, enters: true },
  'reschedule-meeting': { path: `${MEETING}/sitting` },
  'cancel-meeting': { path: `${MEETING}/cancellation` },
  'open-meeting': { path: `${MEETING}/opening` },
  'close-meeting': { path: `${MEETING}/closing` },
  'write-up-meeting': { path: `${MEETING}/writing-up` },
  'reopen-meeting': { path: `${MEETING}/reopening` },
  'set-agenda': { path: `${MEETING}/agenda` },
  'record-chair': { path: `${MEETING}/chair` },
  'record-count': { path: `${MEETING}/counts` },
  'record-narrative': { path: `${MEETING}/narrative` },

  'submit-contribution': { path: `${MEETING}/contributions`, enters: true },
  'revise-contribution': { path: `${CONTRIBUTION}/revisions`, fills: number },
  'present-contribution': { path: `${CONTRIBUTION}/presentation`, fills: number },
  'dispose-of-contribution': { path: `${CONTRIBUTION}/disposal`, fills: number },
  'withdraw-contribution': { path: `${CONTRIBUTION}/withdrawal`, fills: number },
  'carry-over-contribution': { path: `${CONTRIBUTION}/carrying-over`, fills: number },
  'classify-contribution': { path: `${CONTRIBUTION}/classification`, fills: number },

  'record-outcome': { path: `${MEETING}/outcomes`, enters: true },
  'revise-outcome': { path: `${OUTCOME}/revisions`, fills: ordinal },
  'amend-outcome': { path: `${OUTCOME}/amendments`, fills: ordinal },
  'supersede-outcome': { path: `${OUTCOME}/supersession`, fills: ordinal },
  'rescind-outcome': { path: `${OUTCOME}/rescission`, fills: ordinal },
  'follow-up-outcome': { path: `${OUTCOME}/follow-ups`, fills: ordinal },

  'draft-liaison-statement': { path: `${GROUP}/liaison-statements/outgoing`, fills: group, enters: true },
  'receive-liaison-statement': { path: `${GROUP}/liaison-statements/incoming`, fills: group, enters: true },
  'revise-liaison-statement': { path: `${STATEMENT}/revisions` },
  'approve-liaison-statement': { path: `${STATEMENT}/approval` },
  'send-liaison-statement': { path: `${STATEMENT}/sending` },
  'withdraw-liaison-statement': { path: `${STATEMENT}/withdrawal` },
  'reinstate-liaison-statement': { path: `${STATEMENT}/reinstatement` },
  'record-liaison-response': { path: `${STATEMENT}/responses` },
  'classify-liaison-statement': { path: `${STATEMENT}/classification` },

  'draft-report': { path: `${GROUP}/reports`, fills: group, enters: true },
  'revise-report': { path: `${REPORT}/revisions` },
  'adopt-report': { path: `${REPORT}/adoption` },
  'submit-report': { path: `${REPORT}/submission` },
  'note-report': { path: `${REPORT}/noting` },
  'transmit-report': { path: `${REPORT}/transmission` },
  'decide-on-report': { path: `${REPORT}/decision` },
  'issue-corrigendum': { path: `${REPORT}/corrigenda` },

  'enter-session': { path: 'calendar/sessions', enters: true },
  'revise-session': { path: `${SESSION}/revisions`, fills: session },
  'cancel-session': { path: `${SESSION}/cancellation`, fills: session },

  'erase-person': { path: 'persons/:subject/erasure', fills: { subject: 'subject' } },

  'redate-act': { path: 'streams/:stream/redatings' },
  'void-act': { path: 'streams/:stream/voidings' },
};
