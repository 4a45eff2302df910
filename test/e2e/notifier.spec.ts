import type { FeedSource } from '@acta/application';
import { NotDelivered } from '@acta/notifier';
import { openSseFeed } from '@acta/sse';
import { until } from '@acta/testing/until';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { act } from '../support/acting.js';
import { NotifiedRecord } from '../support/notified-record.js';
import { importSample } from '../support/sample.js';
import type { Voice } from '../support/served.js';

let notified: NotifiedRecord;
beforeEach(async () => {
  notified = await NotifiedRecord.open();
});
afterEach(() => notified.close());

const MEETING = 'meeting-CWG-COP-15';
const OUTCOME = 'CWG-COP/meetings/15/outcomes/1';
const ACTS = [{ kind: 'acts', group: 'CWG-COP' }];
const news = () => notified.deliverers.news;

/** The feed of the record from its beginning, whatever was taken before. */
const fromTheStart = (filter: Record<string, string> = {}): FeedSource => ({
  name: 'all again',
  follow: (take, _after, signal) => openSseFeed({ api: notified.record.url, filter }).follow(take, 0, signal),
});

/** Amends an outcome over HTTP. @returns the position of the act */
async function amend(voice: Voice, text: string): Promise<number> {
  const body = { class: 'editorial', text: { language: 'en', text }, reason: 'a word was missing' };
  const answer = await voice('POST', '/groups/CWG-COP/meetings/15/outcomes/1/amendments', { body });
  expect(answer.status).toBe(201);
  return Number((answer.body as { position: string }).position);
}

/** Somebody who was told of one amendment. @returns who amends, and the words of what was told, newest first */
async function toldOfOne(): Promise<{ chair: Voice; words: () => Promise<(string | undefined)[]> }> {
  const delegate = await notified.reader('a delegate');
  const id = await notified.confirmed(delegate, ACTS);
  const chair = await notified.record.as('chair');
  await amend(chair, 'One.');
  await until(() => news().length === 1);
  return {
    chair,
    words: async () => (await notified.noticesOf(delegate, id)).map(({ about }) => about.words?.text),
  };
}

describe('the notifier beside a record that is served', () => {
  it('tells of an amendment once, and why', async () => {
    const delegate = await notified.reader('a delegate');
    const want = { kind: 'acts', group: 'CWG-COP', types: ['outcome-amended'] };
    const id = await notified.confirmed(delegate, [want]);
    const everything = await notified.confirmed(delegate, [{ kind: 'acts' }]);
    const position = await amend(await notified.record.as('chair'), 'The words as amended.');
    await until(() => news().length === 2);
    const words = { language: 'en', text: 'The words as amended.' };
    expect(await notified.noticesOf(delegate, id)).toEqual([
      expect.objectContaining({
        status: 'sent',
        want,
        subject: OUTCOME,
        about: expect.objectContaining({ type: 'outcome-amended', position, words }),
        attempts: 1,
        answer: '250 taken',
      }),
    ]);
    expect(
      news()
        .map(({ subscription }) => subscription)
        .sort(),
    ).toEqual([id, everything].sort());
  });

  it('tells of an act ahead of the day on which it takes effect', async () => {
    const delegate = await notified.reader('a delegate');
    const id = await notified.confirmed(delegate, ACTS);
    await act(notified.record.acta, {
      type: 'rename-group',
      stream: 'group-CWG-COP',
      data: { acronym: 'CWG-COP2', name: { language: 'en', text: 'A wider group' } },
      effectiveAt: '2091-01-01',
      reason: 'Its mandate grows',
    });
    await notified.caughtUp();
    expect(await notified.noticesOf(delegate, id)).toEqual([
      expect.objectContaining({
        about: expect.objectContaining({
          type: 'group-renamed',
          effectiveAt: '2091-01-01',
          reason: 'Its mandate grows',
        }),
      }),
    ]);
  });

  it('tells whoever recorded something of what others do with it, and not of what they do themselves', async () => {
    await notified.confirmed(await notified.reader('the chair', 'chair'), [{ kind: 'own' }]);
    const chair = await notified.record.as('chair', 'the chair');
    await chair('POST', '/groups/CWG-COP/meetings', { body: { ordinal: 30, held: { from: '2031-10-01' } } });
    await chair('POST', '/groups/CWG-COP/meetings/30/opening', { body: {} });
    const secretariat = await notified.record.as('secretariat', 'the secretary');
    const agenda = { items: [{ number: '1', title: { language: 'en', text: 'Opening' } }] };
    expect((await secretariat('POST', '/groups/CWG-COP/meetings/30/agenda', { body: agenda })).status).toBe(
      201,
    );
    await amend(secretariat, 'Of a meeting that somebody else recorded.');
    await notified.caughtUp();
    await until(() => news().length > 0);
    expect(news().map(({ notices: [notice] }) => notice?.subject)).toEqual(['CWG-COP/meetings/30/agenda']);
  });

  it('tells nothing of what comes again, after a restart and as a replay', async () => {
    const { chair, words } = await toldOfOne();
    await notified.stop();
    await notified.start({ source: fromTheStart() });
    await amend(chair, 'Two.');
    await until(() => news().length === 2);
    await notified.stop();
    await notified.start({ source: fromTheStart({ replayUpTo: '1000' }) });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await words()).toEqual(['Two.', 'One.']);
  });

  it('forgets after a year what it told, and does not tell it again', async () => {
    const { chair, words } = await toldOfOne();
    await notified.stop();
    await notified.start({ clock: () => Date.now() + 366 * 86_400_000 });
    await until(async () => (await words()).length === 0);
    await notified.stop();
    await notified.start({ source: fromTheStart() });
    await amend(chair, 'Two.');
    await until(() => news().length === 2);
    expect(await words()).toEqual(['Two.']);
  });

  it('withdraws what waits when its act is voided', async () => {
    const delegate = await notified.reader('a delegate');
    const id = await notified.confirmed(delegate, ACTS);
    notified.deliverers.failure = new NotDelivered('451 busy', 'later');
    await amend(await notified.record.as('chair'), 'Entered in error.');
    await notified.caughtUp();
    const [notice] = await notified.noticesOf(delegate, id);
    await act(notified.record.acta, {
      type: 'void-act',
      stream: MEETING,
      data: { act: notice?.about.event },
      reason: 'entered in error',
    });
    await notified.caughtUp();
    const told = await notified.noticesOf(delegate, id);
    expect(told.map(({ status, about, subject }) => [about.type, subject, status])).toEqual([
      ['act-voided', OUTCOME, 'waiting'],
      ['outcome-amended', OUTCOME, 'withdrawn'],
    ]);
    expect(notified.lines.join('\n')).toContain('1 waiting notices withdrawn');
  });

  it('forgets what waits when it may not be told any more', async () => {
    const delegate = await notified.reader('a delegate');
    const id = await notified.confirmed(delegate, ACTS);
    notified.deliverers.failure = new NotDelivered('451 busy', 'later');
    const { acta } = notified.record;
    const stream = 'meeting-CWG-COP-30';
    await act(acta, {
      type: 'plan-meeting',
      stream,
      data: { group: 'CWG-COP', ordinal: 30, held: { from: '2031-10-01' } },
    });
    const number = 'CWG-COP-30/1';
    const title = { language: 'en', text: 'A title that is soon for members' };
    await act(acta, {
      type: 'submit-contribution',
      stream,
      data: { number, title, sources: [{ name: 'Egypt' }] },
    });
    await notified.caughtUp();
    expect(JSON.stringify(await notified.noticesOf(delegate, id))).toContain('soon for members');
    await act(acta, { type: 'classify-contribution', stream, data: { number, classification: 'members' } });
    await notified.caughtUp();
    const told = await notified.noticesOf(delegate, id);
    expect(told.map(({ about, status }) => [about.type, status])).toEqual([['meeting-planned', 'waiting']]);
    expect(JSON.stringify(told)).not.toContain('soon for members');
  });

  it('forgets somebody who is erased', async () => {
    const delegate = await notified.reader('a delegate');
    await notified.confirmed(delegate, ACTS);
    const [{ subject } = { subject: '' }] = notified.store.subscriptions();
    await act(notified.record.acta, { type: 'erase-person', stream: `person-${subject}`, data: { subject } });
    await notified.caughtUp();
    expect((await delegate('GET', '/subscriptions')).body).toEqual({ items: [] });
  });

  it('tells of nothing that only some may see', async () => {
    const delegate = await notified.reader('a delegate');
    const id = await notified.confirmed(delegate, ACTS);
    const { acta } = notified.record;
    for (const [ordinal, classification] of [
      [91, 'states'],
      [92, 'public'],
    ] as const)
      await act(acta, {
        type: 'draft-liaison-statement',
        stream: `liaison-CWG-COP-o-${String(ordinal)}`,
        data: { group: 'CWG-COP', ordinal, addressees: [{ name: 'Council' }], classification },
      });
    await notified.caughtUp();
    const told = await notified.noticesOf(delegate, id);
    expect(told.map(({ subject }) => subject)).toEqual(['CWG-COP/liaison-statements/o-92']);
  });
});

describe('the sample, taken over from elsewhere', () => {
  it('is told to nobody, though they subscribed before', async () => {
    const empty = await NotifiedRecord.open({}, {}, { sample: false });
    const delegate = await empty.reader('a delegate');
    const id = await empty.confirmed(delegate, [{ kind: 'acts' }, { kind: 'own' }]);
    await importSample(empty.record.acta);
    await empty.caughtUp();
    expect([await empty.noticesOf(delegate, id), empty.store.position()]).toEqual([
      [],
      empty.record.acta.journal.head().position,
    ]);
    await empty.close();
  });
});

describe('days that near', () => {
  it('are told as of the day that the clock says, once', async () => {
    let now = Date.now();
    const clock = (): number => now;
    await notified.stop();
    await notified.start({ clock });
    const { acta } = notified.record;
    const day = (ahead: number): string => new Date(now + ahead * 86_400_000).toISOString().slice(0, 10);
    const [due, opening] = [day(40), day(60)];
    await act(acta, {
      type: 'receive-liaison-statement',
      stream: 'liaison-CWG-COP-i-90',
      data: {
        group: 'CWG-COP',
        ordinal: 90,
        from: 'ITU-T Study Group 17',
        subject: { language: 'en', text: 'Work on identity' },
        addressees: [
          { name: 'CWG-COP', purpose: { code: 'action' }, deadline: due },
          { name: 'Council', purpose: { code: 'action' }, deadline: due },
        ],
      },
    });
    await act(acta, {
      type: 'set-working-methods',
      stream: 'group-CWG-COP',
      data: { contributionDeadlineDays: 12 },
    });
    await act(acta, {
      type: 'plan-meeting',
      stream: 'meeting-CWG-COP-30',
      data: { group: 'CWG-COP', ordinal: 30, held: { from: opening } },
    });
    const delegate = await notified.reader('a delegate');
    const answer = await delegate('POST', '/subscriptions', {
      body: {
        wants: [
          { kind: 'liaison-due', group: 'CWG-COP', addressee: 'CWG-COP', days: 7 },
          { kind: 'contributions-due', group: 'CWG-COP', days: 3 },
        ],
        channel: { kind: 'atom' },
      },
    });
    const { id } = answer.body as { id: string };
    const told = async (): Promise<string[]> =>
      (await notified.noticesOf(delegate, id)).map(({ key, about }) => `${key} ${String(about.words?.text)}`);
    const checked = () => until(() => notified.store.find(id)?.standing.checkedOn === day(0));
    /** The same time of day, at noon, so many days on. */
    const comes = async (days: number): Promise<void> => {
      now = Date.parse(`${day(days)}T12:00:00Z`);
      await checked();
    };
    await comes(32);
    expect(await told()).toEqual([]);
    await comes(1);
    const liaison = `liaison-due:CWG-COP/liaison-statements/i-90:CWG-COP:${due}:7 Work on identity`;
    expect(await told()).toEqual([liaison]);
    await comes(12);
    const last = new Date(Date.parse(opening) - 12 * 86_400_000).toISOString().slice(0, 10);
    expect(await told()).toEqual([`contributions-due:CWG-COP/meetings/30:${last}:3 undefined`, liaison]);
    await comes(1);
    expect(await told()).toHaveLength(2);
  });
});
