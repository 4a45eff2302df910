import { describe, expect, it } from '@jest/globals';
import type { ActDetails, EventOf, EventsOf, Recorded } from '@acta/domain';
import { type GroupRecord, foldGroup, mandateMatrix } from '@acta/projections';
import { recorded } from '@acta/testing';
import type { Paragraph, ReportDocument } from '../document.js';
import { phrasesFor } from '../phrases/index.js';
import { textOf } from '../phrases/say.js';
import { NotInTheRecord, composeMandateMatrix, mandateMatrixCsv } from './index.js';

type AnyEvent = { [A in keyof EventsOf]: EventOf<EventsOf[A]> }[keyof EventsOf];
type Said = ActDetails & AnyEvent & { stream: string };

const GROUP = 'group-CWG-COP';
const MEETING = 'meeting-CWG-COP-15';
const english = (text: string) => ({ language: 'en', text });
const on = { effectiveAt: '2019-09-26' } as const;

const established: Said = {
  stream: GROUP,
  type: 'group-established',
  effectiveAt: '2009',
  data: { group: 'CWG-COP', acronym: 'CWG-COP', name: english('A group') },
};
const terms = (...numbers: string[]): Said => ({
  stream: GROUP,
  type: 'terms-of-reference-set',
  effectiveAt: '2009',
  data: {
    version: '2009',
    clauses: numbers.map((number) => ({ number, text: english(`to do ${number}`) })),
  },
});
const planned: Said = {
  stream: MEETING,
  type: 'meeting-planned',
  ...on,
  data: { group: 'CWG-COP', ordinal: 15, held: { from: '2019-09-26' }, state: 'written-up' },
};
const outcome = (ordinal: number, text: string, clauses?: string[]): Said => ({
  stream: MEETING,
  type: 'outcome-recorded',
  ...on,
  datedBy: 'meeting',
  data: {
    ordinal,
    text: english(text),
    state: 'issued',
    ...(clauses === undefined ? {} : { links: { clauses } }),
  },
});
const linked = (ordinal: number, ...clauses: string[]): Said => ({
  stream: GROUP,
  type: 'clauses-linked',
  effectiveAt: '2020-02-01',
  data: { ref: `meetings/15/outcomes/${String(ordinal)}`, clauses },
});
const statement: Said = {
  stream: 'liaison-CWG-COP-o-1',
  type: 'liaison-statement-drafted',
  ...on,
  data: { group: 'CWG-COP', ordinal: 1, addressees: [{ name: 'Council' }], state: 'sent' },
};

const SAID = [
  established,
  terms('1.1', '1.2', '1.3'),
  planned,
  outcome(1, 'Agreed.'),
  outcome(2, 'Noted.', ['1.2', '0.9']),
  outcome(3, '=1+1'),
  outcome(4, 'A courtesy.'),
  statement,
  linked(1, '1.1', '1.2'),
  linked(4),
];

function record(said: readonly Said[]): GroupRecord {
  const streams = new Map<string, Recorded[]>();
  said.forEach(({ stream, ...event }, i) => {
    const entries = streams.get(stream) ?? [];
    streams.set(stream, entries);
    entries.push(recorded(event, { stream, revision: entries.length, position: i + 1 }));
  });
  return foldGroup(streams, Infinity);
}

function compose(said: readonly Said[], language = 'en'): ReportDocument {
  const point = { position: said.length, at: Date.UTC(2026, 0, 1), settled: true };
  return composeMandateMatrix(record(said), { language, point, nameOf: () => undefined });
}

const plain = ({ number, content }: Paragraph) =>
  `${number === undefined ? '' : `${number} `}${textOf(content)}`;

/** Each block on lines of its own, as one reads it. */
function read({ blocks }: ReportDocument): string[] {
  return blocks.flatMap((block) => {
    switch (block.type) {
      case 'heading':
        return [`# ${block.text}`];
      case 'paragraph':
        return [plain(block)];
      case 'list':
        return block.items.flat().map(plain);
      case 'table':
        return [block.caption, ...block.rows.map((row) => row.map(plain).join(' | '))];
    }
  });
}

describe('the mandate matrix as a document', () => {
  it('shows clause by clause what was linked, by whom and when, and what is not classified', () => {
    const document = compose(SAID);
    expect([document.title, document.titleBlock]).toEqual([
      'Mandate matrix of the A group (CWG-COP)',
      { source: 'From the record of the A group (CWG-COP)' },
    ]);
    const dated = 'on 26 September 2019 (dated by its meeting: the record gives no date of its own)';
    expect(read(document)).toEqual([
      '# Terms of reference',
      expect.stringContaining('2009'),
      '1.1 to do 1.1',
      'Linked to clause 1.1',
      'Outcome 1 of the fifteenth meeting | Agreed. | Secretariat, on 1 February 2020',
      '1.2 to do 1.2',
      'Linked to clause 1.2',
      'Outcome 1 of the fifteenth meeting | Agreed. | Secretariat, on 1 February 2020',
      `Outcome 2 of the fifteenth meeting | Noted. | Secretariat, ${dated}; named in the outcome itself`,
      '1.3 to do 1.3',
      'Not classified: nothing is linked to this clause, which does not tell that nothing was done.',
      '# Clauses of earlier terms of reference',
      'Linked to clause 0.9 of earlier terms of reference',
      `Outcome 2 of the fifteenth meeting | Noted. | Secretariat, ${dated}; named in the outcome itself`,
      '# None of the clauses',
      'Said to have to do with none of the clauses',
      'Outcome 4 of the fifteenth meeting | A courtesy. | Secretariat, on 1 February 2020',
      '# Not classified',
      expect.stringContaining('Of these nobody has said'),
      'Not classified',
      'Outcome 3 of the fifteenth meeting | =1+1',
      'Outgoing liaison statement 1 | not in the record',
    ]);
  });

  it('rests on events: the terms, what is linked, and the link', () => {
    const paragraphs = compose(SAID).blocks.flatMap((block) =>
      block.type === 'table' ? block.rows.flat() : [],
    );
    for (const paragraph of paragraphs) expect(paragraph.restsOn).not.toEqual([]);
  });

  it('is in French from its first word to its last, but for the record’s own', () => {
    const words = read(compose(SAID, 'fr'));
    expect(words).toContain(
      'Le résultat 1 de la quinzième réunion | Agreed. | Secrétariat, le 1er février 2020',
    );
    expect(words).toContain(
      "Non classé\u00a0: rien n'est rattaché à ce paragraphe, ce qui ne veut pas dire que rien n'a été fait.",
    );
    const fixed = words.join('\n').replaceAll(/to do [\d.]+|Agreed|Noted|A courtesy/g, '');
    expect(fixed).not.toMatch(/\b(?:the|of|to|meeting|linked|clause|not|record)\b/i);
    expect(compose(SAID, 'fr').title).toBe('Matrice du mandat du groupe A group (CWG-COP)');
  });

  it.each(['en', 'fr'])('never says in %s that there was no activity', (language) => {
    const { matrix } = phrasesFor(language);
    expect(JSON.stringify([matrix, read(compose(SAID, language))])).not.toMatch(
      /no activity|aucune activité/i,
    );
  });

  it('says where there are no terms, and where all is classified', () => {
    expect(read(compose([established, planned]))).toEqual([
      '# Terms of reference',
      phrasesFor('en').noTermsInTheRecord,
      '# Not classified',
      'Everything in the record is classified.',
    ]);
  });

  it('is refused for a group that is not in the record', () => {
    expect(() => compose([])).toThrow(NotInTheRecord);
  });
});

describe('the mandate matrix as CSV', () => {
  it('has a link a line, says what is not classified, and gives formulas as text', () => {
    const matrix = mandateMatrix(record(SAID));
    const lines = matrix === undefined ? [] : mandateMatrixCsv(matrix, 10).trimEnd().split('\r\n');
    const actor = expect.stringMatching(/^[^,]+$/);
    expect(lines[0]).toBe(
      'clause,clause text,standing,kind,subject,text,linked by,acting as,in group,linked on,as of position',
    );
    const cells = lines.slice(1).map((each) => each.split(','));
    const ref = (n: number) => `CWG-COP/meetings/15/outcomes/${String(n)}`;
    const by = (date: string) => [actor, 'secretariat', '', date, '10'];
    const none = ['', '', '', '', ''];
    expect(cells).toEqual([
      ['1.1', 'to do 1.1', 'linked', 'outcome', ref(1), 'Agreed.', ...by('2020-02-01')],
      ['1.2', 'to do 1.2', 'linked', 'outcome', ref(1), 'Agreed.', ...by('2020-02-01')],
      ['1.2', 'to do 1.2', 'linked', 'outcome', ref(2), 'Noted.', ...by('2019-09-26')],
      ['1.3', 'to do 1.3', 'not classified', '', '', '', '', '', '', '', '10'],
      ['0.9', '', 'linked to earlier terms', 'outcome', ref(2), 'Noted.', ...by('2019-09-26')],
      ['', '', 'none of the clauses', 'outcome', ref(4), 'A courtesy.', ...by('2020-02-01')],
      ['', '', 'not classified', 'outcome', ref(3), "'=1+1", '', '', '', '', '10'],
      ['', '', 'not classified', 'liaison-statement', 'CWG-COP/liaison-statements/o-1', ...none, '10'],
    ]);
  });
});
