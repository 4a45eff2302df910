import { describe, expect, it } from '@jest/globals';
import { type GivenEvent, backfilled, given, idOf } from '@acta/testing';
import type { ContributionSubmitted } from './events.js';

const english = (text: string) => ({ language: 'en', text });
const number = 'CWG-COP-18/3';
const reason = 'entered in error';

const submission: ContributionSubmitted = {
  number,
  title: english('Guidelines on child online protection'),
  sources: [{ name: 'Kingdom of Saudi Arabia', country: 'SA' }],
};

const planned: GivenEvent<'meeting'> = {
  type: 'meeting-planned',
  data: { group: 'CWG-COP', ordinal: 18, held: { from: '2022-01-17' } },
  effectiveAt: '2021-11-01',
};
const submitted: GivenEvent<'meeting'> = {
  type: 'contribution-submitted',
  data: submission,
  effectiveAt: '2022-01-05',
};

describe('a contribution', () => {
  it('is submitted, revised, presented and disposed of', () => {
    const { state } = given('meeting', planned)
      .when({ type: 'submit-contribution', data: submission })
      .thenWrites('contribution-submitted')
      .when({ type: 'submit-contribution', data: submission })
      .thenNothing()
      .when({
        type: 'revise-contribution',
        data: { number, revisedAs: 'CWG-COP-18/3 Rev.1', title: english('Guidelines') },
      })
      .thenWrites('contribution-revised')
      .when({ type: 'present-contribution', data: { number, by: 'Saudi Arabia' } })
      .thenWrites('contribution-presented')
      .when({ type: 'revise-contribution', data: { number, revisedAs: 'CWG-COP-18/3 Rev.2' } })
      .thenWrites('contribution-revised')
      .when({ type: 'dispose-of-contribution', data: { number, disposal: 'noted' } })
      .thenWrites('contribution-disposed-of');
    const contribution = state.contributions.get(number);
    expect(contribution).toMatchObject({
      status: 'disposed-of',
      content: { title: { text: 'Guidelines' }, sources: [{ country: 'SA' }] },
      presentedBy: { value: 'Saudi Arabia' },
      revision: 5,
    });
    expect(contribution?.revisions.map(({ value }) => value)).toEqual([
      'CWG-COP-18/3 Rev.1',
      'CWG-COP-18/3 Rev.2',
    ]);
    expect(contribution?.events).toEqual([2, 3, 4, 5, 6].map(idOf));
  });

  it('is classified, whatever became of it; neither dated, redated nor voided', () => {
    const classify = { type: 'classify-contribution', data: { number, classification: 'states' } } as const;
    given('meeting', planned).when(classify).thenRefused('unknown-contribution', '/data/number');
    const out = given('meeting', planned, submitted, {
      type: 'contribution-withdrawn',
      data: { number },
    });
    out.when({ ...classify, effectiveAt: '2022-01-05' }).thenRefused('not-dated', '/effectiveAt');
    const classified = out.when(classify).thenWrites('contribution-classified').when(classify).thenNothing();
    expect(classified.state.contributions.get(number)).toMatchObject({
      status: 'withdrawn',
      classification: 'states',
      revision: 3,
    });
    classified
      .when({ type: 'void-act', data: { act: idOf(4) }, reason })
      .thenRefused('not-correctable', '/data/act')
      .when({ type: 'redate-act', data: { act: idOf(4), effectiveAt: '2022-01-05' }, reason })
      .thenRefused('not-correctable', '/data/act')
      .when({ type: 'classify-contribution', data: { number, classification: 'public' } })
      .thenWrites('contribution-classified');
  });

  it('enters as classified, and knows who submitted it', () => {
    const { state } = given('meeting', planned)
      .when({ type: 'submit-contribution', data: { ...submission, classification: 'members' } })
      .thenWrites('contribution-submitted');
    expect(state.contributions.get(number)?.classification).toBe('members');
    expect(state.contributions.get(number)?.submittedBy).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('keeps its number, whatever becomes of it', () => {
    const again = {
      type: 'submit-contribution',
      data: { ...submission, title: english('Another') },
    } as const;
    const there = given('meeting', planned, submitted);
    there.when(again).thenRefused('duplicate-number', '/data/number');
    there
      .when({ type: 'withdraw-contribution', data: { number } })
      .thenWrites('contribution-withdrawn')
      .when(again)
      .thenRefused('duplicate-number', '/data/number');
  });

  it('entered in error leaves its number free once it is voided', () => {
    given('meeting', planned, submitted)
      .when({ type: 'void-act', data: { act: idOf(2) }, reason })
      .thenWrites('act-voided')
      .when({ type: 'submit-contribution', data: { ...submission, title: english('Another') } })
      .thenWrites('contribution-submitted');
  });

  it('has no number that a revision bears, nor a revision a number that is taken', () => {
    given('meeting', planned, submitted, {
      type: 'contribution-revised',
      data: { number, revisedAs: 'CWG-COP-18/3 Rev.1' },
    })
      .when({ type: 'submit-contribution', data: { ...submission, number: 'CWG-COP-18/3 Rev.1' } })
      .thenRefused('duplicate-number', '/data/number')
      .when({ type: 'submit-contribution', data: { ...submission, number: 'CWG-COP-18/4' } })
      .thenWrites('contribution-submitted')
      .when({
        type: 'revise-contribution',
        data: { number: 'CWG-COP-18/4', revisedAs: 'CWG-COP-18/3 Rev.1' },
      })
      .thenRefused('duplicate-number', '/data/revisedAs')
      .when({ type: 'revise-contribution', data: { number: 'CWG-COP-18/4', revisedAs: number } })
      .thenRefused('duplicate-number', '/data/revisedAs')
      .when({
        type: 'revise-contribution',
        data: { number, revisedAs: 'CWG-COP-18/3 Rev.1', title: english('Guidelines') },
      })
      .thenRefused('duplicate-number', '/data/revisedAs');
  });

  it('submitted as of an earlier moment has no number that was taken later', () => {
    given('meeting', planned, submitted)
      .when({
        type: 'submit-contribution',
        data: { ...submission, title: english('Another') },
        effectiveAt: '2021-12-01',
      })
      .thenRefused('contradicts-later-act', '/effectiveAt');
  });

  it('takes each step from the step before it only', () => {
    const withdrawn = given('meeting', planned, submitted, {
      type: 'contribution-withdrawn',
      data: { number },
    });
    for (const command of [
      { type: 'present-contribution', data: { number } },
      { type: 'revise-contribution', data: { number, revisedAs: 'CWG-COP-18/3 Rev.1' } },
      { type: 'dispose-of-contribution', data: { number, disposal: 'noted' } },
      { type: 'carry-over-contribution', data: { number, to: 19 } },
    ] as const)
      withdrawn.when(command).thenRefused('wrong-state', '/data/number');
    withdrawn
      .when({ type: 'present-contribution', data: { number: 'CWG-COP-18/99' } })
      .thenRefused('unknown-contribution', '/data/number');
    given('meeting', planned, submitted)
      .when({ type: 'present-contribution', data: { number }, effectiveAt: '2022-01-04' })
      .thenRefused('unknown-contribution', '/data/number');
  });

  it('withdrawn in error, goes on once the withdrawal is voided', () => {
    given('meeting', planned, submitted, { type: 'contribution-withdrawn', data: { number } })
      .when({ type: 'void-act', data: { act: idOf(3) }, reason })
      .thenWrites('act-voided')
      .when({ type: 'present-contribution', data: { number } })
      .thenWrites('contribution-presented');
  });

  it('is carried over to a later meeting, from an earlier one', () => {
    const there = given('meeting', planned, submitted);
    there
      .when({ type: 'carry-over-contribution', data: { number, to: 18 } })
      .thenRefused('not-later', '/data/to');
    const after = there
      .when({ type: 'carry-over-contribution', data: { number, to: 19 } })
      .thenWrites('contribution-carried-over');
    expect(after.state.contributions.get(number)).toMatchObject({
      status: 'carried-over',
      carriedOverTo: 19,
    });
    const carried = { ...submission, number: 'CWG-COP-17/5' };
    after
      .when({ type: 'submit-contribution', data: { ...carried, carriedOverFrom: 18 } })
      .thenRefused('not-earlier', '/data/carriedOverFrom');
    after
      .when({ type: 'submit-contribution', data: { ...carried, carriedOverFrom: 17 } })
      .thenWrites('contribution-submitted');
  });

  it('disposed of in words has its words', () => {
    given('meeting', planned, submitted)
      .when({ type: 'dispose-of-contribution', data: { number, disposal: 'as-worded' } })
      .thenRefused('words-required', '/data/words')
      .when({
        type: 'dispose-of-contribution',
        data: { number, disposal: 'as-worded', words: english('The meeting thanked the author.') },
      })
      .thenWrites('contribution-disposed-of');
  });

  it.each(['presented', 'disposed-of', 'withdrawn'] as const)(
    'backfilled, enters as %s, with provenance',
    (state) => {
      const there = given('meeting', planned);
      const command = { type: 'submit-contribution', data: { ...submission, state } } as const;
      there.when(command).thenRefused('backfill-only', '/data/state');
      const after = there.when({ ...command, ...backfilled }).thenWrites('contribution-submitted');
      expect(after.state.contributions.get(number)?.status).toBe(state);
    },
  );

  it('enters a written-up meeting by backfill only', () => {
    const writtenUp = given('meeting', {
      ...planned,
      data: { group: 'CWG-COP', ordinal: 18, held: { from: '2022-01-17' }, state: 'written-up' },
      ...backfilled,
    });
    const command = { type: 'submit-contribution', data: submission } as const;
    writtenUp.when(command).thenRefused('meeting-written-up', '/stream');
    writtenUp.when({ ...command, ...backfilled }).thenWrites('contribution-submitted');
  });
});
