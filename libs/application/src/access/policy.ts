import type { CommandType, Role } from '@acta/domain';

/*
 * Who may do what: the one place where it is said. A role is held in a group, by the record (officers) or by the issuer
 * of a token, for a term; it is judged as of today, whatever past state is asked for.
 */

/** The columns of the table, in this order: the first that allows an act is the capacity in which it is done. */
export const roles = [
  'chair',
  'vice-chair',
  'secretariat',
  'delegate',
  'sector-member',
  'observer',
  'auditor',
  'service',
] as const satisfies readonly Role[];

/** `yes`; `own`: on what they submitted themselves; `no`. */
export type Cell = 'yes' | 'own' | 'no';

/** What is not a command: to read, by classification, and to run the service. */
export type OtherAct =
  | 'read-public'
  | 'read-members'
  | 'read-states'
  | 'read-drafts'
  | 'upload-document'
  | 'keep-webhooks'
  | 'backfill'
  | 'import'
  | 'export'
  | 'read-access-log';

export type Act = CommandType | OtherAct;

/** For each act: the eight roles, then anybody, who need not say who they are. */
type Row = readonly [Cell, Cell, Cell, Cell, Cell, Cell, Cell, Cell, Cell];

const yes = 'yes';
const own = 'own';
const no = 'no';

// The table is read as a table: its columns stay under each other.
// prettier-ignore
export const policy: Readonly<Record<Act, Row>> = {
  //                               chair vice  secr  deleg secm  obs   audit serv  anybody
  // Reading
  'read-public':                  [yes,  yes,  yes,  yes,  yes,  yes,  yes,  yes,  yes],
  'read-members':                 [yes,  yes,  yes,  yes,  yes,  own,  yes,  yes,  no ],
  'read-states':                  [yes,  yes,  yes,  yes,  own,  own,  yes,  no,   no ],
  'read-drafts':                  [yes,  yes,  yes,  own,  own,  own,  yes,  no,   no ],
  'read-access-log':              [no,   no,   no,   no,   no,   no,   yes,  no,   no ],
  // Running the service
  'keep-webhooks':                [no,   no,   yes,  no,   no,   no,   no,   yes,  no ],
  'upload-document':              [yes,  yes,  yes,  yes,  yes,  yes,  no,   no,   no ],
  'backfill':                     [no,   no,   yes,  no,   no,   no,   no,   no,   no ],
  'import':                       [no,   no,   yes,  no,   no,   no,   no,   no,   no ],
  'export':                       [no,   no,   yes,  no,   no,   no,   yes,  no,   no ],
  // The group
  'establish-group':              [no,   no,   yes,  no,   no,   no,   no,   no,   no ],
  'rename-group':                 [no,   no,   yes,  no,   no,   no,   no,   no,   no ],
  'set-participation':            [no,   no,   yes,  no,   no,   no,   no,   no,   no ],
  'amend-mandate':                [no,   no,   yes,  no,   no,   no,   no,   no,   no ],
  'set-terms-of-reference':       [no,   no,   yes,  no,   no,   no,   no,   no,   no ],
  'appoint-officer':              [no,   no,   yes,  no,   no,   no,   no,   no,   no ],
  'release-officer':              [no,   no,   yes,  no,   no,   no,   no,   no,   no ],
  'set-working-methods':          [yes,  no,   yes,  no,   no,   no,   no,   no,   no ],
  'link-to-clauses':              [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  'renew-group':                  [no,   no,   yes,  no,   no,   no,   no,   no,   no ],
  'terminate-group':              [no,   no,   yes,  no,   no,   no,   no,   no,   no ],
  // Meetings
  'plan-meeting':                 [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  'reschedule-meeting':           [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  'cancel-meeting':               [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  'open-meeting':                 [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  'close-meeting':                [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  'write-up-meeting':             [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  'reopen-meeting':               [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  'set-agenda':                   [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  'record-chair':                 [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  'record-count':                 [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  'record-narrative':             [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  // Contributions
  'submit-contribution':          [yes,  yes,  yes,  yes,  yes,  yes,  no,   no,   no ],
  'revise-contribution':          [yes,  yes,  yes,  own,  own,  own,  no,   no,   no ],
  'withdraw-contribution':        [yes,  yes,  yes,  own,  own,  own,  no,   no,   no ],
  'present-contribution':         [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  'dispose-of-contribution':      [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  'carry-over-contribution':      [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  'classify-contribution':        [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  // Outcomes
  'record-outcome':               [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  'revise-outcome':               [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  'amend-outcome':                [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  'supersede-outcome':            [yes,  yes,  no,   no,   no,   no,   no,   no,   no ],
  'rescind-outcome':              [yes,  yes,  no,   no,   no,   no,   no,   no,   no ],
  'follow-up-outcome':            [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  // Liaison statements
  'draft-liaison-statement':      [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  'receive-liaison-statement':    [no,   no,   yes,  no,   no,   no,   no,   no,   no ],
  'revise-liaison-statement':     [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  'approve-liaison-statement':    [yes,  yes,  no,   no,   no,   no,   no,   no,   no ],
  'send-liaison-statement':       [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  'withdraw-liaison-statement':   [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  'reinstate-liaison-statement':  [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  'record-liaison-response':      [no,   no,   yes,  no,   no,   no,   no,   no,   no ],
  'classify-liaison-statement':   [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  // Reports
  'draft-report':                 [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  'revise-report':                [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  'adopt-report':                 [yes,  yes,  no,   no,   no,   no,   no,   no,   no ],
  'submit-report':                [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  'note-report':                  [no,   no,   yes,  no,   no,   no,   no,   no,   no ],
  'transmit-report':              [no,   no,   yes,  no,   no,   no,   no,   no,   no ],
  'decide-on-report':             [no,   no,   yes,  no,   no,   no,   no,   no,   no ],
  'issue-corrigendum':            [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  // Corrections of the record
  'redate-act':                   [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  'void-act':                     [yes,  yes,  yes,  no,   no,   no,   no,   no,   no ],
  // What belongs to no group: only whom the role is given for all of them
  'enter-session':                [no,   no,   yes,  no,   no,   no,   no,   no,   no ],
  'revise-session':               [no,   no,   yes,  no,   no,   no,   no,   no,   no ],
  'cancel-session':               [no,   no,   yes,  no,   no,   no,   no,   no,   no ],
  'erase-person':                 [no,   no,   yes,  no,   no,   no,   no,   no,   no ],
};

/** What the table says of a role; of anybody where it is absent. */
export function cell(act: Act, role?: Role): Cell {
  return policy[act][role === undefined ? roles.length : roles.indexOf(role)] ?? no;
}
