import type { Inline, Paragraph, ReportDocument } from '../document.js';

/**
 * A document with every kind of block, for the specs of the renderers: an extract of CWG-COP's report to Council 2022.
 * What that report has none of stands beside it, made up for these tests: number and date, notes, other languages.
 */
export const sample: ReportDocument = {
  language: 'en',
  title:
    'Final report of the Council Working Group on Child Online Protection on its activities, 2018 to 2022',
  titleBlock: {
    forum: 'Council 2022',
    documentNumber: 'Document C22/XX-E',
    date: '10 February 2022',
    original: 'Original: English',
    source: 'Report by the Chairman of the Council Working Group on Child Online Protection',
    mark: 'DRAFT',
  },
  blocks: [
    { type: 'heading', level: 1, text: 'Summary' },
    text(
      'authored',
      'This Report summarizes the activities and achievements undertaken by the Council Working Group on Child Online Protection since PP-18, in accordance with ITU Council Resolution 1306 and ITU Plenipotentiary Resolution 179 (Rev. Dubai, 2018).',
    ),
    { type: 'heading', level: 1, text: 'Action required' },
    text('authored', [
      { text: 'The Council is invited to ' },
      { text: 'consider', style: 'strong' },
      {
        text: ' this report and to submit its recommendations to the Plenipotentiary Conference as appropriate.',
      },
    ]),
    { type: 'heading', level: 1, number: 'I.', text: 'Introduction' },
    numbered(
      '1.1',
      'As per Council Resolution 1306, the Working Group on Child Online Protection (CWG-COP) is requested to prepare a draft final report for consideration by Council 2022 to be submitted to the 2022 Plenipotentiary Conference (PP-22) on the activities undertaken and achievement on these subjects, including proposals for further consideration as appropriate.',
    ),
    text(
      'authored',
      'In addition, as per PP Decision 11 (Rev. Dubai, 2018), the Council at its ordinary session before the Plenipotentiary Conference shall consider the four-year reports of Council Working Groups (CWGs) and submit recommendations to the plenipotentiary conference on the need to maintain, modify, terminate or establish CWGs for the next period.',
    ),
    {
      type: 'table',
      caption: 'Meetings since the Plenipotentiary Conference 2018',
      header: ['Meeting', 'Held on', 'Report', 'Contributions', 'Participants'],
      rows: [
        ['Fifteenth', '26 September 2019', 'CWG Report-19 – Council 15'],
        ['Sixteenth', '4 February 2020', 'CWG Report-20 – Council 16'],
        ['Seventeenth', '26 January 2021', 'CWG Report-21 - Council 17'],
        ['Eighteenth', '12 January 2022', 'CWG Report-22 - Council 18', '18', 'more than 150'],
      ].map((cells) => [
        ...cells.map((cell) => text('recorded', cell)),
        ...Array.from({ length: 5 - cells.length }, () => note('not in the record')),
      ]),
    },
    { type: 'heading', level: 1, number: 'II.', text: 'CWG-COP activities' },
    { type: 'heading', level: 2, number: '2.1', text: 'Fifteenth meeting, 26 September 2019' },
    text(
      'generated',
      'The main results of the fifteenth meeting of the Council Working Group on Child Online Protection (CWG-COP), held on 26 September 2019, were:',
    ),
    {
      type: 'list',
      items: [
        [
          text(
            'recorded',
            'The Chair encouraged providing guidance and ideas on how to improve the number of responses from young people.',
          ),
        ],
        [
          text(
            'recorded',
            'The CWG invited the membership to realize and be aware of the importance of evaluating the effectiveness of a given programme.',
          ),
          text('recorded', [
            {
              text: 'Le GT a invité les membres à prendre conscience de l’importance d’évaluer l’efficacité d’un programme donné.',
              language: 'fr',
              style: 'emphasis',
            },
          ]),
          note('Amended on 4 February 2020: wording aligned with the meeting’s report (editorial).'),
        ],
        [
          text(
            'recorded',
            'A first liaison statement was sent to ITU-D Study Group 2 to inform delegations on the work of the Guidelines and ensure a more participatory process.',
          ),
          note('No reply recorded.'),
        ],
      ],
    },
    { type: 'heading', level: 2, number: '2.4', text: 'Eighteenth meeting, 12 January 2022' },
    {
      type: 'list',
      items: [
        [
          text(
            'recorded',
            'The Chair noted the growth of the CWG-COP, with this meeting having the largest number of contributions (18 in total) and number of participants (more than 150) [since formation of the CWG].',
          ),
        ],
        [
          text('recorded', [
            { text: 'دعا الرئيس الأعضاء إلى المساهمة في أعمال لجنة الدراسات 2 (ITU-D).', language: 'ar' },
          ]),
          text('recorded', [
            { text: 'The name in Arabic, ' },
            { text: 'حماية الأطفال على الخط', language: 'ar' },
            { text: ', stands on the first page.' },
          ]),
        ],
      ],
    },
    note('Four further outcomes of this meeting are left out of this extract.'),
    { type: 'heading', level: 1, number: 'III.', text: 'Recommendations' },
    numbered(
      '3.1',
      'The group recommended to Council that the CWG-COP continue its work as a unique platform for information sharing, discussion, and collaboration as well as its key role in advising ITU on its work on Child Online Protection. The group valued the quality of the meetings which helped to identify and collect best practices and lessons learned, engage, and cooperate with all relevant stakeholders in the field. The increasingly active participation in the meetings underlined the recommendation of the group for the CWG-COP to persist.',
    ),
    numbered(
      '3.2',
      'It was suggested that the terms of reference of the CWG-COP could be amended to better reflect its nature, functionality, and goals as a platform for information exchange, collection of best practices, coordination of efforts, and cooperation between stakeholders working on child online protection.',
    ),
  ],
  basis: {
    position: '68',
    settled: true,
    at: '2022-02-10T23:59:59.999Z',
    statement: 'As recorded at position 68 of the journal, in force on 10 February 2022.',
  },
};

function text(origin: Paragraph['origin'], content: string | Inline[]): Paragraph {
  return {
    type: 'paragraph',
    content: typeof content === 'string' ? [{ text: content }] : content,
    origin,
    restsOn:
      origin === 'generated'
        ? []
        : ['019a0000-0000-7000-8000-000000000001', '019a0000-0000-7000-8000-000000000002'],
  };
}

function numbered(number: string, content: string): Paragraph {
  return { ...text('authored', content), number };
}

function note(content: string): Paragraph {
  return { ...text('generated', content), role: 'note' };
}
