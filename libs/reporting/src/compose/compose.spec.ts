import { describe, expect, it } from '@jest/globals';
import {
  type ActDetails,
  type Day,
  type EventOf,
  type EventsOf,
  type OfficerAppointed,
  type Recorded,
  momentOf,
  parseStream,
} from '@acta/domain';
import { type GroupRecord, foldGroup } from '@acta/projections';
import { recorded } from '@acta/testing';
import type { Block, Paragraph, ReportDocument } from '../document.js';
import { languages, phrasesFor } from '../phrases/index.js';
import { textOf } from '../phrases/say.js';
import { NotInTheRecord, type ReportRequest, composeMeetingSummary, composeReport } from './index.js';

type AnyEvent = { [A in keyof EventsOf]: EventOf<EventsOf[A]> }[keyof EventsOf];
type Said = ActDetails & AnyEvent & { stream: string };

const english = (text: string) => ({ language: 'en', text });
const french = (text: string) => ({ language: 'fr', text });
const group = 'CWG-COP';
const NAME = 'Council Working Group on Child Online Protection';
const FOUR_YEARS: ReportRequest = { kind: 'four-year', covers: { period: { from: 'PP-18', to: 'PP-22' } } };

function session(code: string, opens: string, closes: string): Said {
  return {
    stream: 'calendar',
    type: 'session-entered',
    data: { session: code, kind: 'plenipotentiary', title: code, opens, closes },
  };
}

function meeting(ordinal: number, on: string, place?: string): Said {
  const held = { from: on, ...(place === undefined ? {} : { place }) };
  const citationLabel = `CWG Report-${ordinal + 4} – Council ${ordinal}`;
  return {
    stream: `meeting-${group}-${ordinal}`,
    type: 'meeting-planned',
    effectiveAt: on,
    data: { group, ordinal, held, citationLabel, state: 'written-up' },
  };
}

function outcome(of: number, on: string, ordinal: number, text: string, more: object = {}): Said {
  return {
    stream: `meeting-${group}-${of}`,
    type: 'outcome-recorded',
    effectiveAt: on,
    datedBy: 'meeting',
    data: { ordinal, text: english(text), state: 'issued', ...more },
  };
}

const chair = { attribution: { as: 'The Chair', kind: 'chair' } };

const basics: Said[] = [
  session('PP-14', '2014-10-20', '2014-11-07'),
  session('PP-18', '2018-10-29', '2018-11-16'),
  session('PP-22', '2022-09-26', '2022-10-14'),
  {
    stream: `group-${group}`,
    type: 'group-established',
    effectiveAt: '2009',
    data: { group, acronym: 'CWG-COP', name: english(NAME), parent: 'Council' },
  },
  {
    stream: `group-${group}`,
    type: 'mandate-amended',
    effectiveAt: '2018-11-16',
    data: {
      change: 'revised',
      instrument: { body: 'PP', kind: 'Resolution', number: '179', revision: 'Rev. Dubai, 2018' },
    },
  },
  {
    stream: `group-${group}`,
    type: 'terms-of-reference-set',
    effectiveAt: '2009',
    data: {
      version: '2009',
      clauses: [
        { number: '1.1', text: english('to exchange views') },
        { number: '1.2', text: english('to report annually') },
        { number: '2', text: english('to report to PP-10') },
      ],
    },
  },
];

const VERBATIM = ' The Chair  encouraged "ideas" - and didn\'t stop … \n· twice. ';

const meetings: Said[] = [
  meeting(15, '2019-09-26', 'Geneva'),
  outcome(15, '2019-09-26', 1, VERBATIM, chair),
  outcome(15, '2019-09-26', 2, 'A first liaison statement was sent.', {
    links: { liaisonStatements: [`${group}-o-1`] },
  }),
  meeting(16, '2020-02-04', 'Geneva'),
  outcome(16, '2020-02-04', 1, 'The Chair stated that a report would be prepared.', chair),
  { ...outcome(16, '2020-02-04', 2, 'The COP Mascot was posted online.'), datedBy: 'no-later-than' },
  meeting(17, '2021-01-26'),
  outcome(17, '2021-01-26', 1, 'Engaging the Regional Offices was recommended.', {
    ...chair,
    verb: { as: 'recommended' },
  }),
  meeting(18, '2022-01-12'),
  outcome(18, '2022-01-12', 1, 'The Chair noted the growth of the CWG-COP.', chair),
  {
    stream: `meeting-${group}-18`,
    type: 'count-recorded',
    effectiveAt: '2022-01-12',
    data: { of: 'participants', count: { count: 150, qualifier: 'more-than' } },
  },
];

const statement: Said = {
  stream: `liaison-${group}-o-1`,
  type: 'liaison-statement-drafted',
  effectiveAt: '2019-09-26',
  datedBy: 'meeting',
  data: {
    group,
    ordinal: 1,
    meeting: 15,
    state: 'sent',
    addressees: [
      { name: 'ITU-D Study Group 2', purpose: { as: 'to inform delegations', code: 'information' } },
    ],
  },
};

const draft: Said = {
  stream: `report-${group}-four-year-PP-18..PP-22`,
  type: 'report-drafted',
  effectiveAt: '2022-02-01',
  data: {
    group,
    kind: 'four-year',
    covers: { period: { from: 'PP-18', to: 'PP-22' } },
    forum: 'Council 2022',
    original: 'en',
    paragraphs: [
      { section: 'introduction', number: '1.1', text: english('As per Council Resolution 1306.') },
      { section: 'introduction', text: english('In addition, as per PP Decision 11.') },
      { section: 'introduction', number: '1.2', text: english('This document summarizes.') },
      {
        section: 'meeting',
        meeting: 15,
        number: '2.1',
        text: english('The main results of the fifteenth meeting, were:'),
      },
    ],
    recommendations: [
      {
        number: '3.1',
        kind: 'recommendation',
        addressee: 'Council',
        text: english('The group recommended.'),
        reasons: [english('It valued. '), english('It persisted.')],
      },
      { number: '3.2', kind: 'suggestion', text: english('It was suggested.') },
    ],
  },
};

const everything = [...basics, ...meetings, statement, draft];

/** Every act in its stream, with positions over all of them. */
function record(said: readonly Said[], at = Infinity): GroupRecord {
  const streams = new Map<string, Recorded[]>();
  said.forEach(({ stream, ...event }, i) => {
    expect(parseStream(stream)).toBeDefined();
    const entries = streams.get(stream) ?? [];
    streams.set(stream, entries);
    entries.push(recorded(event, { stream, revision: entries.length, position: i + 1 }));
  });
  return foldGroup(streams, at);
}

interface Asked {
  at?: string;
  language?: string;
  request?: ReportRequest;
}

function optionsAt(said: readonly Said[], at: string, language: string) {
  return {
    language,
    point: { position: said.length, at: momentOf(at).end, settled: true },
    nameOf: () => undefined,
  };
}

function report(
  said: readonly Said[],
  { at = '2026-12-31', language = 'en', request = FOUR_YEARS }: Asked = {},
): ReportDocument {
  return composeReport(record(said, momentOf(at).end), request, optionsAt(said, at, language));
}

function summary(
  said: readonly Said[],
  ordinal: number,
  { at = '2026-12-31', language = 'en' }: Asked = {},
): ReportDocument {
  return composeMeetingSummary(record(said, momentOf(at).end), ordinal, optionsAt(said, at, language));
}

function paragraphsOf(blocks: readonly Block[]): Paragraph[] {
  return blocks.flatMap((block) => {
    switch (block.type) {
      case 'heading':
        return [];
      case 'paragraph':
        return [block];
      case 'list':
        return block.items.flat();
      case 'table':
        return block.rows.flat();
    }
  });
}

const plain = ({ content }: Paragraph) => textOf(content);
const textsOf = (document: ReportDocument) => paragraphsOf(document.blocks).map(plain);
const headingsOf = ({ blocks }: ReportDocument) =>
  blocks.flatMap((block) => (block.type === 'heading' ? [`${block.number ?? ''} ${block.text}`.trim()] : []));

/** The item of the outcome with this text: its first paragraph and the notes beneath it. */
function itemOf(document: ReportDocument, text: string): Paragraph[] {
  const items = document.blocks.flatMap((block) => (block.type === 'list' ? block.items : []));
  return items.find(([first]) => first !== undefined && plain(first) === text) ?? [];
}

const idAt = (said: readonly Said[], act: Said) =>
  recorded(act, { stream: act.stream, revision: 0, position: said.indexOf(act) + 1 }).metadata.id;

describe('the four-year report', () => {
  it('reads as its authors wrote it, with the record in between', () => {
    const document = report(everything);
    expect(headingsOf(document)).toEqual([
      'Summary',
      'Action required',
      'References',
      'I. Introduction',
      'II. CWG-COP activities',
      'III. Recommendations',
      'IV. Liaison statements',
      'V. Terms of reference',
      'VI. Consideration by the Council and the Plenipotentiary Conference',
    ]);
    const numbered = paragraphsOf(document.blocks).filter(
      ({ number, origin }) =>
        number !== undefined &&
        /^[1-3]\./.test(number) &&
        !(origin === 'recorded' && number.startsWith('1.')),
    );
    expect(numbered.map((paragraph) => `${paragraph.number ?? ''} ${plain(paragraph)}`)).toEqual([
      '1.1 As per Council Resolution 1306.',
      '1.2 This document summarizes.',
      '2.1 The main results of the fifteenth meeting, were:',
      `2.2 The main outcomes of the sixteenth meeting of the ${NAME} (CWG-COP), held on 4 February 2020, were:`,
      `2.3 The main outcomes of the seventeenth meeting of the ${NAME} (CWG-COP), held on 26 January 2021, were:`,
      `2.4 The main outcomes of the eighteenth meeting of the ${NAME} (CWG-COP), held on 12 January 2022, were:`,
      '3.1 The group recommended. It valued. It persisted.',
      '3.2 It was suggested.',
    ]);
    expect(textsOf(document)).toContain('In addition, as per PP Decision 11.');
    expect(document.titleBlock).toEqual({
      forum: 'Council 2022',
      original: 'Original: English',
      source: `Report by the ${NAME} (CWG-COP)`,
      mark: 'DRAFT',
    });
  });

  it('keeps recorded text as recorded: one inline, untouched', () => {
    const [first] = itemOf(report(everything), VERBATIM);
    expect(first).toMatchObject({ origin: 'recorded', content: [{ text: VERBATIM }] });
    expect(first?.content).toHaveLength(1);
  });

  it('shows each recommendation with its reasons, whose it is for, and that a suggestion amends nothing', () => {
    const paragraphs = paragraphsOf(report(everything).blocks);
    const at = paragraphs.findIndex(({ number }) => number === '3.1');
    expect(paragraphs[at]?.content.map(({ text }) => text)).toEqual([
      'The group recommended.',
      ' ',
      'It valued. ',
      'It persisted.',
    ]);
    expect(paragraphs.slice(at + 1, at + 4).map(plain)).toEqual([
      'Recommendation. Addressee: Council.',
      'It was suggested.',
      'Suggestion; it amends nothing. Addressee: not stated.',
    ]);
  });

  it('is generated whole where no report is drafted', () => {
    const document = report(everything, { at: '2020-12-31' });
    const texts = textsOf(document);
    expect(texts).toContain(
      `The main outcomes of the fifteenth meeting of the ${NAME} (CWG-COP), held on 26 September 2019, were:`,
    );
    expect(texts.join('\n')).not.toContain('seventeenth');
    expect(texts).toContain('Recommendations and suggestions: none recorded.');
    expect(texts).toContain('PP Resolution 179 (Rev. Dubai, 2018)');
    expect(document.basis).toEqual({
      position: String(everything.length),
      settled: true,
      at: '2020-12-31T23:59:59.999Z',
      statement: expect.stringContaining('at the end of 31 December 2020. It is settled'),
    });
  });

  it('says of each meeting what the record gives, and what it does not', () => {
    const texts = textsOf(report(everything));
    expect(texts).toContain(
      'Place: Geneva. Chaired by: not in the record. Participants: not in the record. Contributions: not in the record. Cited as: CWG Report-19 – Council 15.',
    );
    expect(texts).toContain(
      'Place: not in the record. Chaired by: not in the record. Participants: more than 150. Contributions: not in the record. Cited as: CWG Report-22 – Council 18.',
    );
  });

  it('adds attribution, verb and date beneath an outcome only where its text does not say them', () => {
    const document = report(everything);
    const notes = (text: string) => itemOf(document, text).slice(1).map(plain);
    expect(notes('The Chair stated that a report would be prepared.')).toEqual([]);
    expect(notes('Engaging the Regional Offices was recommended.')).toEqual(['Attribution: The Chair.']);
    expect(notes('The COP Mascot was posted online.')).toEqual([
      'Date: known to hold by 4 February 2020; since when is not in the record.',
      'Attribution: not stated.',
    ]);
    expect(notes('A first liaison statement was sent.')).toEqual([
      'Attribution: not stated.',
      'Connected with: liaison statements: CWG-COP-o-1.',
    ]);
  });

  it('drops the mark once it is submitted, and tells what Council did', () => {
    const stream = draft.stream;
    const acts: Said[] = [
      {
        stream,
        type: 'report-submitted',
        effectiveAt: '2022-03-01',
        data: { to: 'Council', documentNumber: 'C22/58-E' },
      },
      { stream, type: 'report-noted', effectiveAt: '2022-03-22', data: { by: 'Council', session: 'C-22' } },
      { stream, type: 'report-transmitted', effectiveAt: '2022-03-22', data: { by: 'Council', to: 'PP-22' } },
      { stream, type: 'report-decided', effectiveAt: '2022-10-14', data: { by: 'PP', decision: 'maintain' } },
    ];
    const before = textsOf(report(everything));
    expect(before).toContain(
      'What the Council and the Plenipotentiary Conference did with this report is not in the record.',
    );
    const document = report([...everything, ...acts]);
    expect(document.titleBlock).not.toHaveProperty('mark');
    expect(document.titleBlock.documentNumber).toBe('C22/58-E');
    expect(textsOf(document).slice(-4)).toEqual([
      'Submitted to Council as C22/58-E on 1 March 2022.',
      'Noted by Council (C-22) on 22 March 2022.',
      'Transmitted by Council to PP-22 on 22 March 2022.',
      'Decision of PP on 14 October 2022: the group is maintained.',
    ]);
  });

  it('can be asked for by id, and refuses one that is not there by naming those that are', () => {
    expect(report(everything, { request: { reportId: 'CWG-COP-four-year-PP-18..PP-22' } })).toEqual(
      report(everything),
    );
    expect(() => report(everything, { request: { reportId: 'CWG-COP-annual-15' } })).toThrow(NotInTheRecord);
    expect(() =>
      report(everything, { request: { kind: 'annual', covers: { period: { from: 'PP-18', to: 'PP-26' } } } }),
    ).toThrow('the period PP-18..PP-26 is not known');
    expect(() =>
      report(everything, { request: { kind: 'annual', covers: { period: { from: 'PP-22', to: 'PP-18' } } } }),
    ).toThrow('would end (2018-10-29) before it starts (2022-10-14)');
    expect(() => report(basics.slice(0, 3))).toThrow(NotInTheRecord);
  });
});

describe('what happened to an outcome', () => {
  const stream = `meeting-${group}-16`;
  const amended: Said = {
    stream,
    type: 'outcome-amended',
    effectiveAt: '2021-01-26',
    reason: 'The plural was meant.',
    authority: { by: 'the seventeenth meeting' },
    data: {
      ordinal: 1,
      class: 'editorial',
      text: english('The Chair stated that reports would be prepared.'),
    },
  };
  const acts: Said[] = [
    amended,
    {
      stream,
      type: 'outcome-followed-up',
      effectiveAt: '2021-02-01',
      data: { ordinal: 1, followUp: english('It was sent.') },
    },
    {
      stream,
      type: 'outcome-superseded',
      effectiveAt: '2022-01-12',
      data: { ordinal: 2, by: { meeting: 18, ordinal: 1 } },
    },
    {
      stream: `meeting-${group}-15`,
      type: 'outcome-rescinded',
      effectiveAt: '2022-01-12',
      data: { ordinal: 2 },
    },
  ];
  const said = [...everything, ...acts];
  const document = report(said);

  it('shows an amendment with its date, class, reason and authority, beneath the text as it now is', () => {
    const [first, note, followUp] = itemOf(document, 'The Chair stated that reports would be prepared.');
    expect(note && plain(note)).toBe(
      'Amended on 26 January 2021 (editorial). Reason: The plural was meant. Authority: the seventeenth meeting. Approved by: not stated.',
    );
    expect(note?.restsOn).toEqual([idAt(said, amended)]);
    expect(first?.restsOn).toContain(idAt(said, amended));
    expect(followUp && plain(followUp)).toBe('Follow-up: It was sent.');
  });

  it('still shows what is superseded or rescinded, marked', () => {
    expect(itemOf(document, 'The COP Mascot was posted online.').map(plain)).toContain(
      'Superseded by outcome 1 of the eighteenth meeting.',
    );
    expect(itemOf(document, 'A first liaison statement was sent.').map(plain)).toContain('Rescinded.');
  });
});

describe('in French', () => {
  const translated = outcome(18, '2022-01-12', 2, 'The Chair added a word.', {
    ...chair,
    translations: [french('Le Président a ajouté un mot.')],
  });
  const said = [...everything, translated];

  it('generates French around recorded text that stays in its language', () => {
    const document = report(said, { at: '2020-12-31', language: 'fr' });
    const lead = paragraphsOf(document.blocks).find(({ number }) => number === '2.1');
    expect(lead?.content).toEqual([
      { text: 'Les principaux résultats de la quinzième réunion du groupe ' },
      { text: NAME, language: 'en' },
      { text: ' (CWG-COP), tenue le 26 septembre 2019, sont les suivants\u00a0:' },
    ]);
    expect(itemOf(document, VERBATIM)[0]?.content).toEqual([{ text: VERBATIM, language: 'en' }]);
    expect(headingsOf(document)).toContain('II. Activités du CWG-COP');
    expect(document.titleBlock.mark).toBe('PROJET');
  });

  it('sets official translations beside it', () => {
    const item = itemOf(report(said, { language: 'fr' }), 'The Chair added a word.');
    expect(item[1]).toMatchObject({
      role: 'note',
      content: [
        { text: 'Traduction officielle, français\u00a0: ' },
        { text: 'Le Président a ajouté un mot.' },
      ],
    });
    const inEnglish = itemOf(report(said), 'The Chair added a word.');
    expect(inEnglish[1]?.content[1]).toEqual({ text: 'Le Président a ajouté un mot.', language: 'fr' });
  });
});

describe('meetings that were not held', () => {
  it('are mentioned as such', () => {
    const planned = (ordinal: number, on: string): Said => ({
      stream: `meeting-${group}-${ordinal}`,
      type: 'meeting-planned',
      effectiveAt: '2022-01-20',
      data: { group, ordinal, held: { from: on } },
    });
    const cancelled: Said = {
      stream: `meeting-${group}-19`,
      type: 'meeting-cancelled',
      effectiveAt: '2022-02-01',
      data: {},
    };
    const texts = textsOf(
      report([...everything, planned(19, '2022-03-03'), cancelled, planned(20, '2022-06')]),
    );
    expect(texts).toContain(
      `The nineteenth meeting of the ${NAME} (CWG-COP), planned for 3 March 2022, was cancelled.`,
    );
    expect(texts).toContain(
      `The twentieth meeting of the ${NAME} (CWG-COP) was planned for June 2022; that it was held is not in the record.`,
    );
  });

  it('leave a sensible document when there is none at all', () => {
    const document = report(basics);
    expect(
      textsOf(document).filter(
        (text) => text === 'No meeting is in the record for what this document covers.',
      ),
    ).toHaveLength(2);
    expect(headingsOf(document)).toHaveLength(9);
  });
});

describe('liaison statements', () => {
  const rows = (document: ReportDocument) =>
    document.blocks.flatMap((block) =>
      block.type === 'table' ? block.rows.map((row) => row.map(plain)) : [],
    );
  const due: Said = {
    stream: `liaison-${group}-o-2`,
    type: 'liaison-statement-drafted',
    effectiveAt: '2020-02-04',
    data: {
      group,
      ordinal: 2,
      meeting: 16,
      state: 'sent',
      subject: english('Indicators'),
      addressees: [{ name: 'ITU-D', purpose: { code: 'action' }, deadline: '2020-06-30' }],
    },
  };
  const response: Said = {
    stream: due.stream,
    type: 'liaison-response-recorded',
    effectiveAt: '2020-07-15',
    data: { addressee: 'ITU-D', response: 'action-taken', words: english('Done.') },
  };
  const unsent: Said = {
    ...due,
    stream: `liaison-${group}-o-3`,
    data: { ...due.data, ordinal: 3, state: undefined } as never,
  };
  const said = [...everything, due, response, unsent];

  it('are shown with purpose, date and what became of them; drafts are not', () => {
    expect(rows(report(said))).toEqual([
      [
        'CWG-COP-o-1, outgoing, fifteenth meeting',
        'ITU-D Study Group 2',
        'to inform delegations',
        'sent on 26 September 2019 (dated by its meeting: the record gives no date of its own)',
        'none recorded',
        'no reply recorded',
      ],
      [
        'CWG-COP-o-2, outgoing, sixteenth meeting: Indicators',
        'ITU-D',
        'action',
        'sent on 4 February 2020',
        '30 June 2020',
        'action taken on 15 July 2020, “Done.”',
      ],
    ]);
  });

  it('are overdue from the day after the deadline until they are settled', () => {
    const became = (at: string) => rows(report(said, { at }))[1]?.[5];
    expect(became('2020-06-30')).toBe('no reply recorded');
    expect(became('2020-07-01')).toBe('no reply recorded; overdue');
    expect(became('2020-07-15')).toBe('action taken on 15 July 2020, “Done.”');
  });
});

describe('terms of reference', () => {
  it('mark whole clauses as added, changed or suppressed', () => {
    const changed: Said = {
      stream: `group-${group}`,
      type: 'terms-of-reference-set',
      effectiveAt: '2022-03-22',
      data: {
        version: '2022',
        clauses: [
          { number: '1.1', text: english('to exchange views') },
          { number: '1.2', text: english('to report every year') },
          { number: '3', text: english('to coordinate') },
        ],
      },
    };
    const document = report([...everything, changed]);
    expect(textsOf(document).slice(-10, -2)).toEqual([
      'The terms of reference in force then are version 2022, which took effect on 22 March 2022:',
      'to exchange views',
      'to report every year',
      'MOD: changed since 2009.',
      'Before: to report annually',
      'to coordinate',
      'ADD: added since 2009.',
      'to report to PP-10',
    ]);
    expect(textsOf(document)).toContain('SUP: in 2009, no longer in force.');
  });

  const version = (effectiveAt: string, ...clauses: string[]): Said => ({
    stream: `group-${group}`,
    type: 'terms-of-reference-set',
    effectiveAt,
    data: {
      version: effectiveAt.slice(0, 4),
      clauses: clauses.map((text, i) => ({ number: String(i + 1), text: english(text) })),
    },
  });
  const marksIn = (...said: Said[]): string[] =>
    textsOf(report([...basics.filter(({ type }) => type !== 'terms-of-reference-set'), ...said])).filter(
      (text) => /^(ADD|MOD|SUP|Before)/.test(text),
    );

  it('are read against those in force when the period began, however often they changed in it', () => {
    expect(
      marksIn(
        version('2009', 'to exchange'),
        version('2018-11-16', 'to exchange views'),
        version('2020-06-01', 'to exchange views', 'to coordinate'),
        version('2021-06-01', 'to exchange views and news', 'to coordinate'),
      ),
    ).toEqual(['MOD: changed since 2018.', 'Before: to exchange views', 'ADD: added since 2018.']);
  });

  it('are not marked as changed where they changed before the period', () => {
    expect(marksIn(version('2009', 'to exchange'), version('2015', 'to exchange views'))).toEqual([]);
  });

  it('first set in the period, are read against the first of it', () => {
    expect(marksIn(version('2019-06-01', 'to exchange'))).toEqual([]);
    expect(marksIn(version('2019-06-01', 'to exchange'), version('2020-06-01', 'to exchange views'))).toEqual(
      ['MOD: changed since 2019.', 'Before: to exchange'],
    );
  });
});

describe('an entry that cannot be read', () => {
  it('is said to be left out', () => {
    const stream = `meeting-${group}-15`;
    const streams = new Map([
      [
        `group-${group}`,
        [recorded(basics[3] as Said, { stream: `group-${group}`, revision: 0, position: 1 })],
      ],
      [stream, [{ stream, position: 2, revision: 0, recordedAt: 0, unreadable: 'bad bytes' }]],
    ]);
    const point = { position: 2, at: 0, settled: false };
    const document = composeReport(
      foldGroup(streams, Infinity),
      { kind: 'annual', covers: { meetings: [15] } },
      { language: 'en', point, nameOf: () => undefined },
    );
    expect(document.basis.statement).toMatch(
      /Entries of the record that cannot be read are left out, at: 2\.$/,
    );
  });
});

describe('the annual report', () => {
  it('is named, with what became of it, by the four-year report on the same meetings', () => {
    const covers = { meetings: [15, 16] };
    const stream = `report-${group}-annual-15+16`;
    const submitted: Said[] = [
      { stream, type: 'report-drafted', effectiveAt: '2020-03-01', data: { group, kind: 'annual', covers } },
      {
        stream,
        type: 'report-submitted',
        effectiveAt: '2020-03-03',
        data: { to: 'Council', documentNumber: 'C20/57-E' },
      },
    ];
    expect(textsOf(report([...everything, ...submitted])).slice(-2)).toEqual([
      'Annual report, fifteenth and sixteenth meetings (C20/57-E):',
      'Submitted to Council as C20/57-E on 3 March 2020.',
    ]);
  });

  it('says which of the meetings that it is to cover are not in the record', () => {
    const absent = (meetings: number[], language = 'en') =>
      textsOf(report(everything, { request: { kind: 'annual', covers: { meetings } }, language })).filter(
        (text) => /meeting is not in the record|Aucune réunion|ne figure pas au dossier\.$/.test(text),
      );
    expect(absent([15, 99, 16])).toEqual(['The ninety-ninth meeting is not in the record.']);
    expect(absent([15, 16])).toEqual([]);
    expect(absent([99], 'fr')).toContain('La quatre-vingt-dix-neuvième réunion ne figure pas au dossier.');
  });

  it('covers the meetings it names, and leaves out terms of reference that did not change', () => {
    const document = report(everything, { request: { kind: 'annual', covers: { meetings: [16, 15] } } });
    expect(document.title).toBe(`Annual report of the ${NAME} (CWG-COP): fifteenth and sixteenth meetings`);
    expect(headingsOf(document)).not.toContain('V. Terms of reference');
    const numbers = paragraphsOf(document.blocks).flatMap(({ number }) =>
      number?.startsWith('2.') === true ? [number] : [],
    );
    expect(numbers).toEqual(['2.1', '2.2']);
  });
});

describe('the summary of a meeting', () => {
  const stream = `meeting-${group}-18`;
  const extras: Said[] = [
    {
      stream,
      type: 'agenda-set',
      effectiveAt: '2022-01-12',
      data: {
        items: [
          { number: '1', title: english('Opening') },
          { number: '2', title: english('Contributions') },
        ],
      },
    },
    {
      stream,
      type: 'narrative-recorded',
      effectiveAt: '2022-01-12',
      data: { item: '2', text: english('Two were presented.') },
    },
    {
      stream,
      type: 'narrative-recorded',
      effectiveAt: '2022-01-12',
      data: { item: '1', text: english('The Chair opened.') },
    },
    {
      stream,
      type: 'contribution-submitted',
      effectiveAt: '2022-01-02',
      data: {
        number: 'CWG-COP-18/3',
        title: english('Safety'),
        sources: [{ name: 'Arab Republic of Egypt', country: 'EG' }],
      },
    },
    {
      stream,
      type: 'contribution-presented',
      effectiveAt: '2022-01-12',
      data: { number: 'CWG-COP-18/3', by: 'Egypt' },
    },
    {
      stream,
      type: 'contribution-disposed-of',
      effectiveAt: '2022-01-12',
      data: { number: 'CWG-COP-18/3', disposal: 'noted' },
    },
    { stream, type: 'chair-recorded', effectiveAt: '2022-01-12', data: { as: 'the Vice-Chair' } },
  ];
  const document = summary([...everything, ...extras], 18);

  it('shows the meeting, its agenda, contributions, discussion and outcomes', () => {
    expect(document.title).toBe(`Summary of the eighteenth meeting of the ${NAME} (CWG-COP)`);
    expect(document.titleBlock).not.toHaveProperty('mark');
    expect(headingsOf(document)).toEqual([
      'Summary',
      'I. The meeting',
      'II. Agenda',
      'III. Contributions',
      'IV. Discussion',
      'V. Outcomes',
      'VI. Liaison statements',
    ]);
    const texts = textsOf(document);
    for (const text of [
      'Dates: 12 January 2022.',
      'Chaired by: the Vice-Chair.',
      'Participants: more than 150.',
      'CWG-COP-18/3',
      'presented by Egypt; noted',
    ])
      expect(texts).toContain(text);
    expect(texts.filter((text) => /^Item|Two were|The Chair opened/.test(text))).toEqual([
      'Item 1: Opening',
      'The Chair opened.',
      'Item 2: Contributions',
      'Two were presented.',
    ]);
    const label = paragraphsOf(document.blocks).find((each) => textOf(each.content) === 'Item 1: Opening');
    expect(label?.content.map(({ style }) => style)).toEqual(['strong', 'strong']);
  });

  it('is refused for a meeting that is not in the record at that point', () => {
    expect(() => summary(everything, 18, { at: '2020-12-31' })).toThrow(
      'no meeting 18 of CWG-COP in the record at that point; there are: 15, 16',
    );
  });
});

describe('whom a document names as holding an office', () => {
  const appointed = (
    appointment: string,
    office: OfficerAppointed['office'],
    [from, to]: [Day, Day?],
  ): Said => {
    const data: OfficerAppointed = {
      appointment,
      office,
      person: { subject: appointment, name: 'sealed' },
      administration: `Name ${appointment}`,
      from,
      ...(to === undefined ? {} : { to }),
    };
    return { stream: `group-${group}`, type: 'officer-appointed', data };
  };
  // Recorded when the group's history was written up, long after the terms had begun.
  const terms = [
    appointed('A', 'chair', ['2018-01-01', '2019-12-31']),
    appointed('B', 'chair', ['2021-01-01']),
    appointed('V', 'vice-chair', ['2018-01-01']),
  ];
  const officersOn = (at: string, said: readonly Said[] = [...basics, ...terms]) =>
    paragraphsOf(report(said, { at }).blocks)
      .map(plain)
      .filter((text) => /Name [A-Z]|holds office|chairs it/.test(text));

  it('is the holder of its day', () => {
    expect(officersOn('2019-06-30')).toEqual([
      expect.stringContaining('Name A'),
      expect.stringContaining('Name V'),
    ]);
    expect(officersOn('2022-06-30')).toEqual([
      expect.stringContaining('Name B'),
      expect.stringContaining('Name V'),
    ]);
  });

  it('is nobody, and said so, on a day that no term covers', () => {
    const { noChairInTheRecord, noOfficerInTheRecord } = phrasesFor('en');
    expect(officersOn('2020-06-30')).toEqual([noChairInTheRecord, expect.stringContaining('Name V')]);
    expect(officersOn('2020-06-30', basics)).toEqual([noOfficerInTheRecord]);
  });
});

describe('what every paragraph rests on', () => {
  const fixed = new Set(
    languages.flatMap((language) => {
      const phrases = phrasesFor(language);
      return [
        phrases.noMandateInTheRecord,
        phrases.noOfficerInTheRecord,
        phrases.noChairInTheRecord,
        phrases.noOutcomeRecorded,
        phrases.noContributionInTheRecord,
        phrases.noLiaisonStatement,
        phrases.noRecommendation,
        phrases.noTermsInTheRecord,
        phrases.bodiesNotInTheRecord,
      ];
    }),
  );

  it.each(languages)('is named by events of the record, but for the fixed phrases, in %s', (language) => {
    const ids = new Set(
      everything.map(
        (act, i) => recorded(act, { stream: act.stream, revision: 0, position: i + 1 }).metadata.id,
      ),
    );
    const documents = [
      report(everything, { language }),
      report(everything, { language, at: '2020-12-31' }),
      report(everything, { language, request: { kind: 'annual', covers: { meetings: [15, 16] } } }),
      report(basics, { language }),
      ...[15, 16, 17, 18].map((ordinal) => summary(everything, ordinal, { language })),
    ];
    for (const paragraph of documents.flatMap(({ blocks }) => paragraphsOf(blocks))) {
      if (!fixed.has(plain(paragraph)))
        expect([plain(paragraph), paragraph.restsOn.length]).not.toEqual([plain(paragraph), 0]);
      for (const id of paragraph.restsOn) expect(ids).toContain(id);
      expect(paragraph.content.length).toBeGreaterThan(0);
    }
  });
});
