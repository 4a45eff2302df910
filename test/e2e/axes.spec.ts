import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Receipt,
  type When,
  showGroup,
  showMeeting,
  showOutcome,
  showTimeline,
} from '@acta/application';
import { type Command, instantOf, momentOf } from '@acta/domain';
import { type Acta, openActa } from '@acta/runtime';
import { ForwardClock, act } from '../support/acting.js';
import { group, reportText } from '../support/reports.js';
import { importSample } from '../support/sample.js';
import { type Temporary, temporaryFolder } from '../support/temporary.js';

const MINUTE = 60_000;
const FIFTEENTH = 'meeting-CWG-COP-15';
const INVITED = 'The CWG invited the membership to realize and be aware of the importance';
const MASCOT = 'The COP Mascot was posted online.';
const PREPARED = 'The Chair stated that a report would be prepared';
const STAKEHOLDERS = 'more involvement and participation of the stakeholders';

/** Each test records further acts on the sample; none looks at what the ones before it changed. */
describe('the record on its two axes', () => {
  const clock = new ForwardClock(momentOf('2026-03-02T09:00:00.000Z').start);
  let temporary: Temporary;
  let acta: Acta;

  beforeAll(async () => {
    temporary = temporaryFolder();
    acta = await openActa(temporary.config, { mode: 'write', clock: clock.read });
    await importSample(acta);
  });
  afterAll(async () => {
    await acta.close();
    temporary.remove();
  });

  /** Records an act a minute after the one before it. */
  function later(command: Command): Promise<Receipt> {
    clock.advance(MINUTE);
    return act(acta, { reason: 'a correction of the record', ...command });
  }
  const text = (when: When) => reportText(acta, when);
  const words = (meeting: number, ordinal: number, when: When = {}) =>
    showOutcome(acta, { group, meeting, ordinal }, when).value.text.text;
  const amend = (ordinal: number, to: string, more: Partial<Command> = {}): Command => ({
    type: 'amend-outcome',
    stream: FIFTEENTH,
    data: { ordinal, class: 'substantive', text: { language: 'en', text: to } },
    authority: { by: 'the Chair' },
    ...more,
  });
  /** The id of the act that recorded an outcome. */
  function recording(meeting: number, ordinal: number): string {
    const ref = `${group}/meetings/${String(meeting)}/outcomes/${String(ordinal)}`;
    const items = showTimeline(acta, { group, when: {} }).value;
    const found = items.find((item) => 'id' in item && item.type === 'outcome-recorded' && item.ref === ref);
    return found !== undefined && 'id' in found ? found.id : '';
  }
  const before = ({ position }: Receipt): string => String(position - 1);

  it('at the end of 2020 has exactly the fifteenth and the sixteenth meeting', async () => {
    const then = await text({ at: '2020-12-31' });
    expect(then).toContain('26 September 2019');
    expect(then).toContain('4 February 2020');
    expect(then).not.toMatch(/seventeenth|eighteenth|2021|January 2022/);
    const now = await text({});
    expect(now).toContain('26 January 2021');
    expect(now).toContain('12 January 2022');
    for (const meeting of [15, 16])
      expect(showMeeting(acta, { group, meeting }, { at: '2020-12-31' }).value.ordinal).toBe(meeting);
    for (const meeting of [17, 18])
      expect(() => showMeeting(acta, { group, meeting }, { at: '2020-12-31' })).toThrow(/no meeting 1[78]/);
    // The day that a meeting took effect, it is there; the day before, it is not.
    expect(await text({ at: '2020-02-03' })).not.toContain(MASCOT);
    expect(await text({ at: '2020-02-04' })).toContain(MASCOT);
  });

  it('shows the old words as of a position before an amendment, and the new ones after it', async () => {
    const amended = await later(amend(3, 'The CWG reminded the membership to evaluate.'));
    expect(await text({ asOf: before(amended) })).toContain(INVITED);
    expect(await text({ asOf: before(amended) })).not.toContain('reminded the membership to evaluate');
    const after = await text({ asOf: String(amended.position) });
    expect(after).toContain('reminded the membership to evaluate');
    expect(words(15, 3, { asOf: before(amended) })).toMatch(INVITED);
    expect(words(15, 3, { asOf: String(amended.position) })).toMatch('reminded the membership');
    // It takes effect now: what was in force in 2020 is untouched, whatever is known today.
    expect(await text({ at: '2020-12-31' })).toContain(INVITED);
  });

  it('tells the axes apart by an amendment of 2019 that was recorded today', async () => {
    const amended = await later(amend(2, 'Amended as of 2019.', { effectiveAt: '2019-12-01' }));
    const known = String(amended.position);
    const cases: [When, RegExp][] = [
      [{ asOf: known, at: '2019-11-30' }, /more involvement/],
      [{ asOf: known, at: '2019-12-01' }, /Amended as of 2019/],
      [{ asOf: known, at: '2020-12-31' }, /Amended as of 2019/],
      [{ asOf: before(amended), at: '2020-12-31' }, /more involvement/],
      [{ asOf: before(amended) }, /more involvement/],
      [{}, /Amended as of 2019/],
    ];
    for (const [when, expected] of cases)
      expect([when, words(15, 2, when)]).toEqual([when, expect.stringMatching(expected)]);
    expect(await text({ asOf: known, at: '2019-11-30' })).toContain(STAKEHOLDERS);
    expect(await text({ asOf: known, at: '2020-12-31' })).toContain('Amended as of 2019.');
  });

  it('leaves a later amendment standing when one is recorded that took effect before it', async () => {
    await later(amend(1, 'As amended in 2021.', { effectiveAt: '2021-05-01' }));
    await later(amend(1, 'As amended in 2020.', { effectiveAt: '2020-05-01' }));
    expect(['2020-04-30', '2020-12-31', '2021-12-31'].map((at) => words(15, 1, { at }))).toEqual([
      expect.stringContaining('encouraged providing guidance'),
      'As amended in 2020.',
      'As amended in 2021.',
    ]);
    expect(words(15, 1)).toBe('As amended in 2021.');
  });

  it('has the revision of Resolution 179 that was in force, though that of 2014 was recorded last', async () => {
    const revision = (when: When) =>
      showGroup(acta, group, when).value.mandate.find(({ instrument }) => instrument.number === '179')
        ?.instrument.revision;
    const recorded = showTimeline(acta, { group, when: {}, order: 'recording' })
      .value.filter((item) => 'type' in item && item.type === 'mandate-amended' && item.ref.includes('179'))
      .map((item) => ('effective' in item ? item.effective.date : ''));
    expect(recorded.at(-1)).toBe('2014-11-07');
    expect(['2012-01-01', '2016-01-01', '2020-01-01'].map((at) => revision({ at }))).toEqual([
      'Guadalajara, 2010',
      'Rev. Busan, 2014',
      'Rev. Dubai, 2018',
    ]);
    expect(revision({})).toBe('Rev. Dubai, 2018');
    // Recorded last of all, with words that no other revision has.
    await later({
      type: 'amend-mandate',
      stream: 'group-CWG-COP',
      effectiveAt: '2014-10-01',
      data: {
        change: 'revised',
        instrument: { body: 'PP', kind: 'Resolution', number: '179', revision: 'as read in October 2014' },
      },
    });
    expect(['2014-10-15', '2016-01-01', '2020-01-01'].map((at) => revision({ at }))).toEqual([
      'as read in October 2014',
      'Rev. Busan, 2014',
      'Rev. Dubai, 2018',
    ]);
  });

  it('shows a redated outcome from the right date on, and as of before at the wrong one', async () => {
    const redated = await later({
      type: 'redate-act',
      stream: 'meeting-CWG-COP-16',
      data: { act: recording(16, 1), effectiveAt: '2021-02-01' },
    });
    expect(await text({ at: '2020-12-31' })).not.toContain(PREPARED);
    expect(await text({ at: '2021-01-31' })).not.toContain(PREPARED);
    expect(await text({ at: '2021-02-01' })).toContain(PREPARED);
    expect(await text({ at: '2020-12-31', asOf: before(redated) })).toContain(PREPARED);
  });

  it('leaves out a voided outcome, shows it as of before, and again once the voiding is voided', async () => {
    const voided = await later({
      type: 'void-act',
      stream: 'meeting-CWG-COP-16',
      data: { act: recording(16, 2) },
    });
    expect(await text({})).not.toContain(MASCOT);
    expect(await text({ at: '2020-12-31' })).not.toContain(MASCOT);
    expect(await text({ asOf: before(voided) })).toContain(MASCOT);
    expect(await text({ asOf: before(voided), at: '2020-12-31' })).toContain(MASCOT);

    const reinstated = await later({
      type: 'void-act',
      stream: 'meeting-CWG-COP-16',
      data: { act: voided.events[0]?.id ?? '' },
    });
    expect(await text({})).toContain(MASCOT);
    expect(await text({ at: '2020-12-31' })).toContain(MASCOT);
    expect(await text({ asOf: before(reinstated) })).not.toContain(MASCOT);
  });

  it('resolves an instant to the last position recorded by then, final once something later is recorded', async () => {
    const first = await later(amend(4, 'As of the first minute.'));
    const recordedAt = clock.read();
    const second = await later(amend(4, 'As of the second minute.'));
    const point = (asOf: string) => acta.reader.point({ asOf });

    expect(point(instantOf(recordedAt))).toEqual({ position: first.position, at: recordedAt, settled: true });
    expect(point(instantOf(recordedAt - 1)).position).toBe(first.position - 1);
    expect(words(15, 4, { asOf: instantOf(recordedAt) })).toBe('As of the first minute.');
    // The present may still get company within its millisecond; a day that has not ended may too.
    expect(point(instantOf(clock.read()))).toMatchObject({ position: second.position, settled: false });
    expect(point('2026-03-02')).toMatchObject({ position: second.position, settled: false });
    expect(point('2026-03-01')).toMatchObject({ position: 0, settled: true });

    const still = await act(acta, amend(5, 'Within the same millisecond.', { reason: 'a correction' }));
    expect(point(instantOf(clock.read()))).toMatchObject({ position: still.position, settled: false });
    const last = await later(amend(5, 'Later.'));
    expect(point(instantOf(clock.read() - MINUTE))).toMatchObject({
      position: still.position,
      settled: true,
    });
    expect(point(String(last.position))).toMatchObject({ position: last.position, settled: true });
    expect(acta.reader.point({})).toMatchObject({ position: last.position, settled: false });
  });

  it('refuses a position beyond the head and a date that does not exist, by field and rule', () => {
    const head = acta.journal.head().position;
    const refusedAs = (when: When): unknown => {
      try {
        return acta.reader.point(when);
      } catch (error) {
        return error;
      }
    };
    expect(refusedAs({ asOf: String(head) })).toMatchObject({ position: head });
    expect(refusedAs({ asOf: String(head + 1) })).toMatchObject({
      name: 'Invalid',
      faults: [{ rule: 'beyond-head', field: '/asOf', message: expect.stringContaining(String(head)) }],
    });
    expect(refusedAs({ asOf: '2026-02-30' })).toMatchObject({
      faults: [{ rule: 'wrong-form', field: '/asOf' }],
    });
    expect(refusedAs({ at: '2019-13' })).toMatchObject({ faults: [{ rule: 'wrong-form', field: '/at' }] });
  });
});
