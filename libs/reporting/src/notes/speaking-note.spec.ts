import { describe, expect, it } from '@jest/globals';
import { schemaVersions } from '@acta/domain';
import type { ChangedSubject, ChangingAct, TimelineAct } from '@acta/projections';
import { languages, phrasesFor } from '../phrases/index.js';
import type { NotedSince } from '../phrases/note.js';
import { subjectNamed } from '../phrases/subject-named.js';
import { speakingNote } from './speaking-note.js';

const OUTCOME = 'CWG-COP/meetings/15/outcomes/3';
const ACT: TimelineAct = {
  position: '45',
  id: 'event-45',
  recordedAt: '2026-01-05T09:45:00.000Z',
  effective: { date: '2019-10-01', precision: 'day', moment: '2019-10-01T00:00:00.000Z' },
  stream: 'meeting-CWG-COP-15',
  ref: OUTCOME,
  type: 'outcome-amended',
  actor: 'actor-1',
  assurance: 'asserted',
  actingAs: { role: 'secretariat' },
};

const SINCE: NotedSince = {
  kind: 'position',
  name: '44',
  named: 'position 44',
  axis: 'both',
  position: 44,
  at: Date.UTC(2026, 0, 5, 9, 44),
};

function noteOf(changes: ChangedSubject[], language: string, since = SINCE): string {
  const point = { position: 50, at: Date.UTC(2026, 0, 6) - 1, settled: true };
  return speakingNote({ group: 'CWG-COP', since, point, changes }, language);
}

function note(acts: ChangingAct[], fields: ChangedSubject['fields'] = [], language = 'en'): string {
  return noteOf([{ ref: OUTCOME, acts, fields }], language);
}

describe('a speaking note', () => {
  it('says what was done to what, when, on whose authority and why, in the record’s words', () => {
    const act = { ...ACT, reason: 'less was agreed', authority: { by: 'the Chair' } };
    const fields = [{ field: 'text/text', before: 'It shall.', after: 'It may.' }];
    expect(note([{ kind: 'backdated', act: { ...act, class: 'substantive' } }], fields).split('\n')).toEqual([
      'CWG-COP: what changed since position 44',
      '',
      'Outcome 3 of the fifteenth meeting was amended in substance on 1 October 2019, on the authority of the Chair, because: less was agreed. It was backdated: recorded on 5 January 2026.',
      'The text read: “It shall.”',
      'The text reads: “It may.”',
      '',
      'Told is what the record took, or took effect, after position 44 and 5 January 2026 at 09:44:00 UTC, up to position 50 (settled), in force at the end of 5 January 2026.',
      '',
    ]);
  });

  it('tells corrections, acts that cancel out, and what changed with something else', () => {
    const voiding = {
      ...ACT,
      type: 'act-voided',
      corrects: { id: 'event-12', position: '12' },
      reason: 'twice',
    };
    expect(note([{ kind: 'voided', act: voiding }])).toContain(
      'had an act voided as entered in error (position 12) on 1 October 2019, because: twice.\nWhat it says is the same as before.',
    );
    const redating = { ...voiding, type: 'act-redated' };
    expect(note([{ kind: 'redated', act: redating, date: '2019-09' }])).toContain(
      'had the date of an act corrected (position 12) to September 2019 on',
    );
    const writing = { ...ACT, type: 'meeting-written-up', ref: 'CWG-COP/meetings/15' };
    expect(
      note([{ kind: 'news', act: writing }], [{ field: 'status', before: 'provisional', after: 'issued' }]),
    ).toContain(
      'The fifteenth meeting was written up on 1 October 2019.\nWith this, outcome 3 of the fifteenth meeting changed.\nIt was provisional, and is issued.',
    );
  });

  it('invents no date for a fact of the past that has none', () => {
    const effective = {
      date: ACT.recordedAt,
      precision: 'instant',
      datedBy: 'recording',
      moment: ACT.recordedAt,
    } as const;
    expect(note([{ kind: 'news', act: { ...ACT, effective, backfill: true } }])).toContain(
      'was amended on a date that is not in the record.',
    );
    expect(note([{ kind: 'news', act: { ...ACT, effective } }])).toContain('was amended on 5 January 2026.');
  });

  it('keeps recorded text on its line, whatever is in it', () => {
    const act = { ...ACT, reason: 'a\nb\u0007c\u2028d' };
    const text = note([{ kind: 'news', act }], [{ field: 'text/text', after: '\n\nTold is a lie\n' }]);
    expect(text).toContain('because: a b\ufffdc d.\nThe text reads: “Told is a lie”\n');
  });

  it('quotes the words of a clause, and says what is gone', () => {
    const fields = [
      { field: 'clauses/1.1/text/text', before: 'to meet', after: 'to confer' },
      { field: 'clauses/1.1/text/language', before: 'en', after: 'fr' },
      { field: 'followUp/text', before: 'None.' },
    ];
    expect(note([{ kind: 'news', act: ACT }], fields)).toContain(
      'Clause 1.1 read: “to meet”\nClause 1.1 reads: “to confer”\nThe follow-up read: “None.”\nThe follow-up is no longer in the record.\n\n',
    );
  });

  it.each([
    ['CWG-COP', 'The group', 'Le groupe'],
    ['CWG-COP/terms-of-reference', 'The terms of reference', 'Le mandat'],
    [
      'CWG-COP/mandate/PP Resolution 179',
      'The mandate under PP Resolution 179',
      'Le mandat (Résolution 179 de la PP)',
    ],
    [
      'CWG-COP/clause-links/meetings/15/outcomes/3',
      'Outcome 3 of the fifteenth meeting',
      'Le résultat 3 de la quinzième réunion',
    ],
    ['CWG-COP/officers/chair-2018', 'The appointment chair-2018', 'La nomination chair-2018'],
    ['CWG-COP/meetings/22', 'The twenty-second meeting', 'La vingt-deuxième réunion'],
    [
      'CWG-COP/meetings/18/contributions/CWG-COP-18/3',
      'Contribution CWG-COP-18/3 to the eighteenth meeting',
      'La contribution CWG-COP-18/3 à la dix-huitième réunion',
    ],
    [
      'CWG-COP/meetings/18/counts/delegations',
      'The count of delegations of the eighteenth meeting',
      'Le nombre de délégations de la dix-huitième réunion',
    ],
    [
      'CWG-COP/meetings/18/counts/participants/Member States',
      'The count of participants (Member States) of the eighteenth meeting',
      'Le nombre de participants (Member States) de la dix-huitième réunion',
    ],
    [
      'CWG-COP/meetings/1/narrative/2',
      'The narrative of item 2 of the first meeting',
      'Le compte rendu du point 2 de la première réunion',
    ],
    [
      'CWG-COP/meetings/18/agenda',
      'The agenda of the eighteenth meeting',
      "L'ordre du jour de la dix-huitième réunion",
    ],
    [
      'CWG-COP/meetings/18/chair',
      'The chair of the eighteenth meeting',
      'La présidence de la dix-huitième réunion',
    ],
    ['CWG-COP/liaison-statements/o-1', 'Outgoing liaison statement 1', 'La note de liaison émise 1'],
    [
      'CWG-COP/liaison-statements/i-2/responses/SG2',
      'The response of SG2 to incoming liaison statement 2',
      'La réponse de SG2 à la note de liaison reçue 2',
    ],
    [
      'CWG-COP/reports/four-year/PP-18..PP-22',
      'The four-year report for PP-18..PP-22',
      'Le rapport quadriennal pour PP-18..PP-22',
    ],
    [
      'CWG-COP/reports/annual/15+16/corrigenda/1',
      'Corrigendum 1 to the annual report for 15+16',
      'Le corrigendum 1 au rapport annuel pour 15+16',
    ],
    ['calendar/C-26', 'The session C-26', 'La session C-26'],
    ['persons/5f0c', 'The identity of 5f0c', "L'identité de 5f0c"],
    [
      'CWG-COP/meetings/18/votes',
      'The votes of the eighteenth meeting',
      "L'élément votes de la dix-huitième réunion",
    ],
  ])('names %s in each language', (ref, english, french) => {
    expect(languages.map((language) => phrasesFor(language).subject(subjectNamed(ref)))).toEqual([
      english,
      french,
    ]);
  });
});

describe('a speaking note in French', () => {
  it('says what was done to what, when, on whose authority and why, in the record’s words', () => {
    const act = { ...ACT, reason: 'less was agreed', authority: { by: 'the Chair' } };
    const fields = [{ field: 'text/text', before: 'It shall.', after: 'It may.' }];
    expect(
      note([{ kind: 'backdated', act: { ...act, class: 'substantive' } }], fields, 'fr').split('\n'),
    ).toEqual([
      'CWG-COP\u00a0: ce qui a changé depuis la position 44',
      '',
      "Le résultat 3 de la quinzième réunion a été modifié sur le fond le 1er octobre 2019, sous l'autorité suivante\u00a0: the Chair, pour le motif suivant\u00a0: less was agreed. Cet acte a été daté rétroactivement\u00a0: il a été inscrit au dossier le 5 janvier 2026.",
      'Le texte était\u00a0: «\u00a0It shall.\u00a0»',
      'Le texte est\u00a0: «\u00a0It may.\u00a0»',
      '',
      "Cette note dit ce qui a été inscrit au dossier, ou a pris effet, après la position 44 et le 5 janvier 2026 à 09:44:00 UTC, jusqu'à la position 50 (réponse définitive), tel qu'en vigueur à la fin du 5 janvier 2026.",
      '',
    ]);
  });

  it('tells corrections, acts that cancel out, and what changed with something else', () => {
    const voiding = { ...ACT, type: 'act-voided', corrects: { id: 'event-12', position: '12' } };
    expect(note([{ kind: 'voided', act: voiding }], [], 'fr')).toContain(
      "a vu retirer un acte inscrit par erreur (position 12) le 1er octobre 2019.\nLe contenu est le même qu'auparavant.",
    );
    const redating = { ...voiding, type: 'act-redated' };
    expect(note([{ kind: 'redated', act: redating, date: '2019-09' }], [], 'fr')).toContain(
      "a vu corriger la date d'un acte (position 12), qui devient\u00a0: septembre 2019, le 1er octobre 2019.",
    );
    const writing = { ...ACT, type: 'meeting-written-up', ref: 'CWG-COP/meetings/15' };
    expect(
      note(
        [{ kind: 'news', act: writing }],
        [{ field: 'status', before: 'provisional', after: 'issued' }],
        'fr',
      ),
    ).toContain(
      'La quinzième réunion a été consignée dans son rapport le 1er octobre 2019.\nDe ce fait, le résultat 3 de la quinzième réunion a changé.\nIl était provisoire et est désormais publié.',
    );
  });

  it.each([
    ['CWG-COP/meetings/15', 'planned', 'opened', 'Elle était prévue et est désormais ouverte.'],
    ['CWG-COP/liaison-statements/o-1', undefined, 'sent', 'Elle est envoyée.'],
    ['CWG-COP/reports/annual/15', 'adopted', 'submitted', 'Il était adopté et est désormais soumis.'],
    [
      'CWG-COP/meetings/18/contributions/1',
      'submitted',
      undefined,
      'Elle était soumise et ne figure plus au dossier.',
    ],
    ['CWG-COP', 'established', 'of-a-newer-build', 'Il était en activité et est désormais of-a-newer-build.'],
  ])('says the status of %s in its gender', (ref, before, after, words) => {
    const field = { field: 'status', ...(before && { before }), ...(after && { after }) };
    expect(noteOf([{ ref, acts: [], fields: [field] }], 'fr')).toContain(words);
  });

  it.each([
    ['moment', '2019-09', 'depuis septembre 2019'],
    ['moment', '2019-10-01', 'depuis le 1er octobre 2019'],
    ['moment', '2026-01-05T09:44:00Z', 'depuis le 5 janvier 2026 à 09:44:00 UTC'],
    ['meeting', '1', 'depuis la première réunion'],
    ['report', 'four-year/PP-18..PP-22', 'depuis le rapport quadriennal pour PP-18..PP-22'],
    ['session', 'Council 2019 (C-19)', 'depuis Council 2019 (C-19)'],
  ] as const)('names the %s %s since which it tells', (kind, name, words) => {
    expect(noteOf([], 'fr', { ...SINCE, kind, name })).toContain(
      `CWG-COP\u00a0: ce qui a changé ${words}\n\nRien n'a changé.\n`,
    );
  });

  it('says every act, status and field without a word of English', () => {
    const { note: english } = phrasesFor('en');
    const { note: french } = phrasesFor('fr');
    expect(Object.keys(french.acts).sort()).toEqual(Object.keys(schemaVersions).sort());
    for (const [type, phrase] of Object.entries(english.acts))
      expect([type, (french.acts as Record<string, string>)[type]]).not.toEqual([type, phrase]);
    const types = Object.keys(schemaVersions);
    const kinds = Object.keys(french.asides) as ChangingAct['kind'][];
    const paths = [
      '',
      ...['/terms-of-reference', '/mandate/X', '/officers/X', '/meetings/15', '/meetings/15/outcomes/3'],
      ...['/meetings/15/contributions/X', '/meetings/15/counts/delegations', '/meetings/15/narrative/2'],
      ...['/meetings/15/agenda', '/meetings/15/chair', '/liaison-statements/o-1', '/reports/annual/15'],
      ...['/liaison-statements/i-1/responses/X', '/reports/meeting/15/corrigenda/1'],
    ];
    const words = ['text/text', 'title/text', 'name/text', 'followUp/text', 'subject/text', 'body/text'];
    const fields = [
      ...words,
      'abstract/text',
      'words',
      'count/count',
      'count/asWorded',
      'clauses/1/text/text',
    ];
    const statuses = 'planned closed written-up drafted noted decided presented provisional issued'.split(
      ' ',
    );
    const changes = types.flatMap((type, i): ChangedSubject[] => {
      const ref = `CWG-COP${paths[i % paths.length] ?? ''}`;
      const grounds = {
        reason: 'X',
        authority: { by: 'X' },
        voided: { by: '9' },
        class: 'editorial' as const,
      };
      const acts = kinds.map((kind) => ({ kind, act: { ...ACT, ...grounds, type, ref } }));
      const undated = {
        ...ACT,
        type,
        ref,
        effective: { ...ACT.effective, datedBy: 'no-later-than' as const },
      };
      return [
        { ref, acts, fields: [{ field: fields[i % fields.length] ?? '', before: 'X', after: 'X' }] },
        {
          ref,
          acts: [{ kind: 'news', act: undated }],
          fields: [{ field: fields[i % fields.length] ?? '', before: 'X' }],
        },
        { ref, acts: [], fields: [{ field: 'status', before: statuses[i % statuses.length] }] },
      ];
    });
    for (const axis of ['at', 'as-of', 'both'] as const) {
      const text = noteOf(changes, 'fr', { ...SINCE, axis });
      expect(text.match(ENGLISH)).toBeNull();
      // A breaking space would part the signs of French from the words before and after them.
      expect(text).not.toMatch(/[“”"]| [:»]|« |[^ \u00a0\d]:/);
    }
    expect(noteOf(changes, 'en').match(ENGLISH)?.length).toBeGreaterThan(100);
  });
});

/** Words that English makes its sentences of, and French has not. */
const ENGLISH =
  /(?<!\p{L})(?:the|of|was|were|is|are|it|its|and|with|had|has|been|be|in|to|by|for|from|up|before|because|recorded|meeting|outcome|statement|report|changed|set|no|longer|read|reads|what|since|after|late|January|October)(?!\p{L})/gu;
