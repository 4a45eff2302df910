import type { CommandType } from '@acta/domain';

/** What the API's documentation says of an act, beside what its schema says. */
export interface ActDoc {
  summary: string;
  /** A body, from the record of CWG-COP or as its next meeting might give it. */
  example: Readonly<Record<string, unknown>>;
}

const en = (text: string) => ({ language: 'en', text });

const NAME = en('Council Working Group on Child Online Protection');
const RESOLUTION_1306 = { body: 'Council', kind: 'Resolution', number: '1306' };
const RESOLUTION_179 = { body: 'PP', kind: 'Resolution', number: '179', revision: 'Rev. Dubai, 2018' };
const FINAL_REPORT = 'Final report of the Council Working Group on Child Online Protection to Council 2022';
const IMPROVED = en(
  'The Chair encouraged guidance and ideas on how to improve the number of responses from young people.',
);
const SOMEBODY = '5b0c1f7e-3d52-4b7e-9d0a-6f1e2c3b4a59';
const AN_ACT = '019a6f0e-5c1b-7d3e-8f2a-4b6c8d0e1f23';

/** A line of summary and an example for every command: the compiler asks for those of a new one. */
export const actDocs: Readonly<Record<CommandType, ActDoc>> = {
  'establish-group': {
    summary: 'Establish a group',
    example: {
      group: 'CWG-COP',
      acronym: 'WG-CP',
      name: NAME,
      parent: 'Council',
      by: RESOLUTION_1306,
      effectiveAt: '2009',
    },
  },
  'rename-group': {
    summary: 'Rename a group',
    example: { acronym: 'CWG-COP', name: NAME, effectiveAt: '2019-09-26', datedBy: 'no-later-than' },
  },
  'set-participation': {
    summary: 'Say who may take part',
    example: { openTo: ['Member States', 'Sector Members'], effectiveAt: '2009' },
  },
  'amend-mandate': {
    summary: 'Adopt, revise or suppress an instrument of the mandate',
    example: {
      change: 'revised',
      instrument: RESOLUTION_179,
      effectiveAt: '2018-11-16',
      datedBy: 'no-later-than',
    },
  },
  'set-terms-of-reference': {
    summary: 'Set the terms of reference',
    example: {
      version: '2009',
      by: RESOLUTION_1306,
      clauses: [
        { number: '1.1', text: en('to exchange views and promote and work on the subject matter') },
        {
          number: '1.2',
          text: en('to report to the Council annually on the activities of the working group'),
        },
      ],
      effectiveAt: '2009',
    },
  },
  'appoint-officer': {
    summary: 'Appoint an officer',
    example: {
      appointment: 'chair-2018',
      office: 'chair',
      person: { subject: SOMEBODY, name: 'Name of the chair' },
      from: '2018-11-16',
    },
  },
  'release-officer': {
    summary: 'End an officer’s term',
    example: { to: '2022-09-25', reason: 'The term ended with the opening of PP-22.' },
  },
  'set-working-methods': {
    summary: 'Set the working methods',
    example: { contributionDeadlineDays: 12, postingDays: 7, source: 'Council Decision 556' },
  },
  'link-to-clauses': {
    summary: 'Link a subject to clauses of the terms of reference',
    example: { ref: 'meetings/15/outcomes/3', clauses: ['1.1'] },
  },
  'renew-group': { summary: 'Renew a group', example: { by: RESOLUTION_179, session: 'PP-18' } },
  'terminate-group': { summary: 'Terminate a group', example: { by: RESOLUTION_1306, session: 'PP-22' } },

  'plan-meeting': {
    summary: 'Plan a meeting',
    example: { ordinal: 19, held: { from: '2030-01-15', place: 'Geneva' } },
  },
  'reschedule-meeting': {
    summary: 'Hold a meeting at another time or place',
    example: {
      held: { from: '2030-01-22', place: 'Geneva', mode: 'hybrid' },
      reason: 'The room is not free.',
    },
  },
  'cancel-meeting': { summary: 'Cancel a meeting', example: { reason: 'No contribution was submitted.' } },
  'open-meeting': { summary: 'Open a meeting', example: { effectiveAt: '2022-01-12' } },
  'close-meeting': { summary: 'Close a meeting', example: { effectiveAt: '2022-01-12' } },
  'write-up-meeting': { summary: 'Say that a meeting is written up', example: { document: 'C20/57-E' } },
  'reopen-meeting': {
    summary: 'Reopen a meeting for correction',
    example: { reason: 'An outcome was left out.', authority: { by: 'the Chair' } },
  },
  'set-agenda': {
    summary: 'Set the agenda',
    example: { items: [{ number: '1', title: en('Opening of the meeting') }] },
  },
  'record-chair': { summary: 'Record who chaired', example: { as: 'The Chair' } },
  'record-count': {
    summary: 'Record a count, with its qualifier',
    example: {
      of: 'participants',
      count: { count: 150, qualifier: 'more-than', asWorded: 'more than 150' },
      provenance: { document: FINAL_REPORT, paragraph: '2.4, bullet 1' },
    },
  },
  'record-narrative': {
    summary: 'Record what was said under an item of the agenda',
    example: { item: '1', text: en('The COP Mascot was posted online.') },
  },

  'submit-contribution': {
    summary: 'Submit a contribution',
    example: {
      number: 'CWG-COP-19/3',
      title: en('Information sessions on COP related matters'),
      sources: [{ name: 'Kingdom of Saudi Arabia', country: 'SA' }],
    },
  },
  'revise-contribution': {
    summary: 'Revise a contribution',
    example: { revisedAs: 'CWG-COP-19/3 Rev.1', title: en('Information sessions with ITU and partners') },
  },
  'present-contribution': {
    summary: 'Present a contribution',
    example: { by: 'The Kingdom of Saudi Arabia' },
  },
  'dispose-of-contribution': {
    summary: 'Say what became of a contribution',
    example: { disposal: 'as-worded', words: en('The meeting took note of the proposal.') },
  },
  'withdraw-contribution': {
    summary: 'Withdraw a contribution',
    example: { reason: 'Superseded by a joint contribution.' },
  },
  'carry-over-contribution': { summary: 'Carry a contribution over to a later meeting', example: { to: 20 } },
  'classify-contribution': {
    summary: 'Say who may read a contribution',
    example: { classification: 'members', reason: 'At the wish of the submitter.' },
  },

  'record-outcome': {
    summary: 'Record an outcome',
    example: {
      ordinal: 6,
      text: en('The Chair recommended engaging ITU Regional Offices in the CWG-COP and related meetings.'),
      attribution: { as: 'The Chair', kind: 'chair' },
      verb: { as: 'recommended', code: 'recommended' },
      provenance: { document: FINAL_REPORT, paragraph: '2.3, bullet 3' },
    },
  },
  'revise-outcome': { summary: 'Revise a provisional outcome', example: { text: IMPROVED } },
  'amend-outcome': {
    summary: 'Amend an issued outcome',
    example: {
      class: 'editorial',
      text: IMPROVED,
      reason: 'Wording of the summary record',
      authority: { by: 'the Chair' },
    },
  },
  'supersede-outcome': {
    summary: 'Replace an outcome by another',
    example: {
      by: { meeting: 16, ordinal: 3 },
      reason: 'Repeated more broadly.',
      authority: { by: 'the Chair' },
    },
  },
  'rescind-outcome': {
    summary: 'Rescind an outcome',
    example: { reason: 'It was recorded twice.', authority: { by: 'the Chair' } },
  },
  'follow-up-outcome': {
    summary: 'Record what followed from an outcome',
    example: { followUp: en('The COP Mascot was posted online.') },
  },

  'draft-liaison-statement': {
    summary: 'Draft a liaison statement',
    example: {
      ordinal: 3,
      addressees: [{ name: 'ITU-D Study Group 2', purpose: { code: 'information' } }],
      subject: en('Work of the Guidelines'),
    },
  },
  'receive-liaison-statement': {
    summary: 'Enter a liaison statement that was received',
    example: {
      ordinal: 1,
      from: 'ITU-D Study Group 2',
      addressees: [{ name: 'CWG-COP', purpose: { code: 'in-response' } }],
      inReplyTo: 'CWG-COP-o-2',
    },
  },
  'revise-liaison-statement': {
    summary: 'Revise a drafted liaison statement',
    example: { questions: ['Which indicators concern child online protection?'] },
  },
  'approve-liaison-statement': { summary: 'Approve a liaison statement', example: { by: 'the Chair' } },
  'send-liaison-statement': { summary: 'Send a liaison statement', example: { effectiveAt: '2019-09-26' } },
  'withdraw-liaison-statement': {
    summary: 'Withdraw a liaison statement',
    example: { reason: 'The question was answered at the meeting.' },
  },
  'reinstate-liaison-statement': {
    summary: 'Reinstate a withdrawn liaison statement',
    example: { reason: 'It was withdrawn by mistake.' },
  },
  'record-liaison-response': {
    summary: 'Record an addressee’s response',
    example: { addressee: 'ITU-D Study Group 2', response: 'acknowledged' },
  },
  'classify-liaison-statement': {
    summary: 'Say who may read a liaison statement',
    example: { classification: 'members', reason: 'Decided by the meeting.' },
  },

  'draft-report': {
    summary: 'Draft a report',
    example: {
      kind: 'annual',
      covers: { meetings: [15, 16] },
      forum: 'Council 2020',
      documentNumber: 'C20/57-E',
    },
  },
  'revise-report': {
    summary: 'Revise a drafted report',
    example: { forum: 'Council 2022', title: en('Final report of the Council Working Group') },
  },
  'adopt-report': { summary: 'Adopt a report', example: { by: 'the eighteenth meeting' } },
  'submit-report': { summary: 'Submit a report, and freeze it as issued', example: { to: 'Council 2022' } },
  'note-report': {
    summary: 'Record that a body noted a report',
    example: { by: 'Council', session: 'C-22' },
  },
  'transmit-report': {
    summary: 'Record that a report was transmitted to the next body',
    example: { by: 'Council', to: 'PP-22' },
  },
  'decide-on-report': {
    summary: 'Record what a body decided on a report',
    example: { by: 'PP', decision: 'maintain', session: 'PP-22' },
  },
  'issue-corrigendum': {
    summary: 'Issue a corrigendum',
    example: { number: 'Corr.1', text: en('In paragraph 2.1, read “number of responses”.') },
  },

  'enter-session': {
    summary: 'Enter a session of the calendar',
    example: {
      session: 'PP-22',
      kind: 'plenipotentiary',
      title: 'Plenipotentiary Conference 2022',
      opens: '2022-09-26',
      closes: '2022-10-14',
      place: 'Bucharest',
    },
  },
  'revise-session': {
    summary: 'Revise a session’s dates or place',
    example: { closes: '2022-10-14', reason: 'The closing day was left out.' },
  },
  'cancel-session': {
    summary: 'Cancel a session',
    example: { reason: 'It is held as a virtual consultation.' },
  },

  'erase-person': {
    summary: 'Erase a person’s data for good',
    example: { reason: 'At the person’s request.' },
  },

  'redate-act': {
    summary: 'Correct the date of an act',
    example: { act: AN_ACT, effectiveAt: '2019-09-27', reason: 'The wrong day was entered.' },
  },
  'void-act': {
    summary: 'Void an act that was entered in error',
    example: { act: AN_ACT, reason: 'It was entered twice.' },
  },
};
