import { describe, expect, it } from '@jest/globals';
import { Refused } from '@acta/domain';
import { ConfigRefused } from '@acta/runtime';
import type { GroupView, ReplayedAct } from '@acta/projections';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Io } from './io.js';
import { run } from './run.js';
import type { ActaHost, ActaServices } from './services.js';

const ACTS: ReplayedAct[] = ['1', '2', '3'].map((position) => ({
  act: {
    position,
    id: `00000000-0000-7000-8000-00000000000${position}`,
    recordedAt: '2026-03-01T00:00:00.000Z',
    effective: {
      date: '2019-09-26',
      precision: 'day',
      datedBy: 'meeting',
      moment: '2019-09-26T00:00:00.000Z',
    },
    stream: 'meeting-CWG-COP-15',
    ref: `CWG-COP/meetings/15/outcomes/${position}`,
    type: 'outcome-recorded',
    actor: '00000000-0000-4000-8000-000000000000',
    assurance: 'asserted',
    actingAs: { role: 'secretariat' },
  },
  changes: [{ ref: 'CWG-COP/meetings/15/outcomes/1', field: 'text/text', before: 'old', after: 'new' }],
}));

// Only what the outline shows of it.
const GROUP = { acronym: 'CWG-COP', officers: [], mandate: [{ number: '179' }] } as unknown as GroupView;

interface Setup {
  stdin?: string;
  lines?: string[];
  terminal?: Partial<Io['terminal']>;
  services?: Partial<ActaServices>;
  env?: Record<string, string>;
}

/** Runs a command line against services that note how they were called. */
async function acta(args: readonly string[], setup: Setup = {}) {
  const calls: [name: string, ...args: unknown[]][] = [];
  const text = (format: string) => new TextEncoder().encode(`a ${format}`);
  const services: ActaServices = {
    import(file, { dryRun, progress }) {
      calls.push(['import', file, dryRun]);
      progress('checked', 1, 2);
      progress('checked', 2, 2);
      return Promise.resolve({ commands: 2, written: 2, repeated: 0, unchanged: 0, position: 2 });
    },
    execute(asked) {
      calls.push(['execute', asked]);
      const events = [{ id: 'e', type: 'outcome-amended', position: 9 }];
      return Promise.resolve({
        outcome: 'written',
        commandId: 'c',
        stream: 's',
        position: 9,
        revision: 3,
        events,
      });
    },
    report(asked) {
      calls.push(['report', asked]);
      return Promise.resolve({ bytes: text(asked.format) });
    },
    summary(asked) {
      calls.push(['summary', asked]);
      return Promise.resolve({ bytes: text(asked.format) });
    },
    view(subject, when) {
      calls.push(['view', subject, when]);
      return Promise.resolve({ point, value: GROUP });
    },
    timeline(ask) {
      calls.push(['timeline', ask]);
      return Promise.resolve({ point, value: ACTS.map(({ act }) => act) });
    },
    replay(ask) {
      calls.push(['replay', ask]);
      return Promise.resolve({ point, value: ACTS });
    },
    redline(asked) {
      calls.push(['redline', asked]);
      return Promise.resolve({ bytes: text(asked.format) });
    },
    staleReports(group, when) {
      calls.push(['staleReports', group, when]);
      return Promise.resolve({ point, value: [] });
    },
    corrigendum(asked) {
      calls.push(['corrigendum', asked]);
      return Promise.resolve({ bytes: text(asked.format) });
    },
    history(ask) {
      calls.push(['history', ask]);
      return Promise.resolve({ point, value: [] });
    },
    investigate(ask) {
      calls.push(['investigate', ask]);
      return Promise.resolve({ point, value: [] });
    },
    accesses(ask) {
      calls.push(['accesses', ask]);
      return Promise.resolve({ items: [] });
    },
    step(ask) {
      calls.push(['step', ask]);
      const act = ACTS.find(({ act }) => act.position === String(ask.position)) as ReplayedAct;
      const pieces = [
        { text: 'old words', mark: 'deleted' as const },
        { text: 'new words', mark: 'inserted' as const },
      ];
      const paragraphs = [{ kind: 'paragraph' as const, cells: [pieces] }];
      const state = { ref: act.act.ref, fields: {} };
      return Promise.resolve({
        point,
        value: {
          ...act,
          state,
          documents: [
            { of: 'a report', paragraphs },
            { of: 'another', paragraphs: [], uncomposed: 'its period is not known' },
          ],
        },
      });
    },
    changes(ask) {
      calls.push(['changes', ask]);
      const since = {
        kind: 'position',
        name: '40',
        named: 'position 40',
        axis: 'both',
        position: 40,
        at: 0,
      } as const;
      return Promise.resolve({ point, since, value: [] });
    },
    changesNote(ask) {
      calls.push(['changesNote', ask]);
      return Promise.resolve('The note.\n');
    },
    mandateMatrix(asked) {
      calls.push(['mandateMatrix', asked]);
      return Promise.resolve({ bytes: text(asked.format) });
    },
    list(asked) {
      calls.push(['list', asked]);
      return Promise.resolve({ point, items: [], next: 'CWG-COP/meetings/16' });
    },
    digest(position = 44) {
      calls.push(['digest', position]);
      return Promise.resolve({ position, digest: 'e3b0' });
    },
    async tail(ask, take, signal, tell) {
      calls.push(['tail', ask, signal.aborted]);
      await take('{"id":"1"}');
      tell('the stream ended; following again');
    },
    exportTo: () => Promise.resolve({ events: 44, documents: 0, bytes: 1000 }),
    rebuild: () => Promise.resolve({ position: 44 }),
    close: () => Promise.resolve(void calls.push(['close'])),
    ...setup.services,
  };
  const host: ActaHost = {
    open(flags, mode) {
      calls.push(['open', flags, mode]);
      return Promise.resolve(services);
    },
    backup(flags, folder, progress) {
      calls.push(['backup', flags, folder]);
      progress('documents', 3);
      return Promise.resolve({ position: 44 });
    },
    restore(flags, from) {
      calls.push(['restore', flags, from]);
      return Promise.resolve({ position: 44 });
    },
    migrate(flags, ends, progress) {
      calls.push(['migrate', flags, ends]);
      progress('moved', 3, 3);
      return Promise.resolve({ events: 3, copied: 2, digest: 'e3b0' });
    },
    reopen(flags, folder) {
      calls.push(['reopen', flags, folder]);
      return Promise.resolve({ position: 3 });
    },
    feedProgress: () =>
      Promise.resolve([
        {
          topic: 'feed',
          position: 44,
          parked: [{ key: 'CWG-COP', position: 12, reason: 'it is too large' }],
        },
        { topic: 'feed.members', position: 0, parked: [] },
      ]),
    redriveFeed: () => Promise.resolve({ topics: ['feed', 'feed.members'] }),
    replayFeed(flags, ask, progress) {
      calls.push(['replayFeed', flags, ask]);
      progress('replayed', 3, 44);
      const position = ask.to === undefined ? 44 : 3;
      return Promise.resolve({ topic: ask.topic, published: 3, position, upTo: 44 });
    },
    doctor: () => Promise.resolve([{ name: 'journal', ok: false, detail: 'damaged; restore a backup' }]),
    developmentToken(flags, ask) {
      calls.push(['token', flags, ask]);
      return Promise.resolve('a.b.c');
    },
    serve(flags) {
      calls.push(['serve', flags]);
      return Promise.resolve(0);
    },
  };
  const printed = { out: '', err: '' };
  const lines = [...(setup.lines ?? [])];
  const io: Io = {
    out: (chunk) =>
      Promise.resolve(
        void (printed.out += typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk)),
      ),
    err: (chunk) => void (printed.err += chunk),
    input: () => Promise.resolve(setup.stdin ?? ''),
    line: () => Promise.resolve(lines.shift()),
    interrupted: () => new AbortController().signal,
    terminal: { in: false, out: false, err: false, ...setup.terminal },
    env: setup.env ?? {},
  };
  return { code: await run(args, io, host, '0.1.0'), ...printed, calls };
}

const point = { position: 44, settled: true, at: Date.UTC(2021, 0) - 1 };
const COMMANDS = ['import', 'do', 'report', 'summary', 'list', 'search', 'show', 'timeline', 'replay'];
const KEEPING = [
  'export',
  'restore',
  'backup',
  'digest',
  'migrate',
  'rebuild',
  'doctor',
  'serve',
  'dev-token',
];

const FILE = fileURLToPath(import.meta.url);

describe('help', () => {
  it('names every command, the exit codes and examples', async () => {
    const { code, out, err } = await acta(['--help']);
    expect([code, err]).toEqual([0, '']);
    for (const name of [...COMMANDS, ...KEEPING]) expect(out).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    expect(out).toContain('Exit codes: 0 done, 1 refused or failed, 2 misuse');
    expect(out).toContain('Examples:\n  $ acta import');
  });

  it.each([...COMMANDS, ...KEEPING])('of %s has examples, and opens nothing', async (name) => {
    const { code, out, calls } = await acta([name, '--help']);
    expect([code, calls]).toEqual([0, []]);
    expect(out).toContain(`Examples:\n  $ acta ${name}`);
  });

  it('is shown where no command is given, as misuse', async () => {
    const { code, out, err } = await acta([]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('Usage: acta');
  });

  it('gives the version', async () => {
    expect(await acta(['--version'])).toMatchObject({ code: 0, out: '0.1.0\n', err: '' });
  });
});

describe('misuse', () => {
  it.each([
    [['reprot', 'CWG-COP'], "unknown command 'reprot' (Did you mean report?)"],
    [['report', 'CWG-COP', '--perod', 'PP-18..PP-22'], "unknown option '--perod' (Did you mean --period?)"],
    [['report'], "missing required argument 'group'"],
    [['report', 'cwg cop', '--period', 'PP-18..PP-22'], "Give a group's code, for example CWG-COP."],
    [['report', 'CWG-COP'], 'say what the report covers: --period PP-18..PP-22, or --meetings 15,16'],
    [
      ['report', 'CWG-COP', '--period', 'PP-18..PP-22', '--meetings', '15'],
      'give --period or --meetings, not both',
    ],
    [
      ['report', 'CWG-COP', '--period', 'PP-18'],
      'Give two sessions of the calendar, for example PP-18..PP-22.',
    ],
    [
      ['report', 'CWG-COP', '--period', 'PP-18..PP-22', '--format', 'pdf'],
      'Allowed choices are json, md, html, docx.',
    ],
    [
      ['report', 'CWG-COP', '--period', 'PP-18..PP-22', '--at', '2020-02-30'],
      'Give a date that exists (2020-12-31',
    ],
    [
      ['report', 'CWG-COP', '--period', 'PP-18..PP-22', '--as-of', 'yesterday'],
      'Give a position (a whole number)',
    ],
    [['list', '--limit', '501'], 'Give a whole number from 1 to 500.'],
    [['summary', 'CWG-COP', '0'], 'Give a whole number from 1, for example 15.'],
    [
      ['replay', 'CWG-COP', '--from', '2021', '--to', '2019'],
      'the range is reversed: it would end (2019) before it starts (2021)',
    ],
    [['replay', 'CWG-COP', '--axis', 'as-of', '--from', '9', '--to', '3'], 'the range is reversed'],
    [['replay', 'CWG-COP', '--from', '12'], 'positions are bounds with --axis as-of'],
    [['list', '--country', 'Saudi Arabia'], 'Give an ISO 3166-1 code of two letters, for example SA.'],
    [
      ['list', '--kind', 'minutes'],
      'Allowed choices are meeting, contribution, outcome, liaison-statement, report.',
    ],
    [['dev-token'], "required option '--role <role>' not specified"],
    [['dev-token', '--role', 'emperor'], 'Allowed choices are chair, vice-chair, secretariat'],
    [['dev-token', '--role', 'chair', '--group', 'cwg cop'], "Give a group's code, for example CWG-COP."],
    [['dev-token', '--role', 'chair', '--to', '2026-02-30'], 'Give a day that exists'],
    [['dev-token', '--role', 'chair', '--from', '2026-02-02', '--to', '2026-02-01'], 'the term is reversed'],
    [['dev-token', '--role', 'chair', '--for', '8d'], 'Give a length of time up to 7d'],
    [['dev-token', '--role', 'chair', '--for', '1e3h'], 'Give a length of time up to 7d'],
    [['dev-token', '--role', 'chair', '--name', 'a b'], 'Give up to 64 letters'],
    [['show', 'CWG-COP/outcomes/3'], 'or a subject as lists name it: CWG-COP/meetings/15'],
    [['serve', '--sample', '--data', 'prod'], '--sample has a folder of its own, ./var/sample'],
    [['do', 'amend-outcome'], 'give the data of amend-outcome with --with JSON'],
    [['do', 'amend-outcome', '--with', '{'], '--with is not JSON'],
    [['do', 'amend-outcome', '--with', '{}', '--if-match', 'x'], 'Give the "etag"'],
    [['do', 'amend-outcome', '--with', '{}', '--evidence', 'C20/57'], 'give --authority'],
    [['import', 'a', 'b'], "too many arguments for 'import'"],
  ])('%j exits with 2, says so in one line, and opens nothing', async (args, message) => {
    const { code, out, err, calls } = await acta(args);
    expect([code, out, calls]).toEqual([2, '', []]);
    expect(err).toMatch(/^acta: .*\n$/);
    expect(err).toContain(message);
  });

  it('is told as problem details with --json', async () => {
    const { code, out, err } = await acta(['report', 'CWG-COP', '--json']);
    expect([code, out]).toEqual([2, '']);
    expect(JSON.parse(err)).toEqual({
      type: 'urn:acta:problem:misuse',
      title: 'misuse',
      detail: 'say what the report covers: --period PP-18..PP-22, or --meetings 15,16',
    });
  });

  it('refuses to send Word to a terminal', async () => {
    const args = ['summary', 'CWG-COP', '15', '--format', 'docx'];
    expect(await acta(args, { terminal: { out: true } })).toMatchObject({ code: 2, calls: [] });
    expect(await acta(args)).toMatchObject({ code: 0, out: 'a docx' });
  });
});

describe('refusals and failures', () => {
  const refusal = {
    rule: 'reason-required',
    message: 'a change to an issued outcome needs a reason',
    field: '/reason',
  };
  const failing = (error: Error) => ({ services: { import: () => Promise.reject(error) } });

  it('exit with 1 and tell field, message and rule', async () => {
    const { code, err, calls } = await acta(['import', FILE], failing(new Refused(refusal)));
    expect([code, err]).toEqual([
      1,
      'acta: /reason: a change to an issued outcome needs a reason (reason-required)\n',
    ]);
    expect(calls.at(-1)).toEqual(['close']);
  });

  it('tell every fault of a file with its line, twenty at most as text, all in JSON', async () => {
    const faults = Array.from({ length: 23 }, (_, index) => ({
      line: index + 1,
      rule: 'missing-field',
      message: 'is required',
      field: '/data',
    }));
    const error = Object.assign(new Error('23 faults; nothing was written'), { faults });
    const { code, err } = await acta(['import', FILE], failing(error));
    expect(code).toBe(1);
    expect(err.split('\n')[0]).toBe('acta: line 1: /data: is required (missing-field)');
    expect(err.split('\n')[20]).toBe('acta: and 3 more; --json shows all');
    const problem = JSON.parse((await acta(['import', FILE, '--json'], failing(error))).err) as object;
    expect(problem).toMatchObject({ type: 'urn:acta:problem:invalid', errors: faults });
  });

  it('show no stack unless ACTA_DEBUG asks for it', async () => {
    const error = new Error('the file is locked by another writer\nstop it first');
    const plain = await acta(['import', FILE], failing(error));
    expect([plain.code, plain.err]).toEqual([
      1,
      'acta: the file is locked by another writer; stop it first\n',
    ]);
    expect((await acta(['import', FILE], { ...failing(error), env: { ACTA_DEBUG: '1' } })).err).toContain(
      '    at ',
    );
  });

  it('tell what the system says of a file, in words, before anything is opened', async () => {
    const { code, err, calls } = await acta(['import', 'no-such-file']);
    expect([code, err, calls]).toEqual([1, 'acta: no-such-file: there is no such file or folder\n', []]);
  });

  it('exit with 2 for a setting that cannot be used', async () => {
    const refused = failing(
      new ConfigRefused('--language: "de" is not available; the languages are en and fr'),
    );
    expect(await acta(['import', FILE], refused)).toMatchObject({ code: 2 });
  });

  it('tells the digest of the log, up to a position where one is given', async () => {
    expect(await acta(['digest'])).toMatchObject({ code: 0, out: 'e3b0  position 44\n' });
    expect((await acta(['digest', '--position', '7'])).calls).toContainEqual(['digest', 7]);
    expect((await acta(['digest', '--position', '2026-03'])).code).toBe(2);
  });

  it('moves the log, and says where it is now and that the digests are equal', async () => {
    const { code, out, calls } = await acta(['migrate', '--from', 'sqlite:a', '--to', 'sqlite:b']);
    expect([code, calls]).toEqual([0, [['migrate', {}, { from: 'sqlite:a', to: 'sqlite:b' }]]]);
    expect(out).toBe(
      '3 events are in sqlite:b, 2 of them moved now; both digests are e3b0.\nsqlite:a takes nothing more.\n' +
        'Keys of persons were not moved: the target needs those that the source used (--keys, ACTA_KEYS).\n',
    );
  });

  it('shows no account of an end', async () => {
    const { out } = await acta(['migrate', '--from', 'sqlite:a', '--to', 'esdb:esdb://me:s3cret@b?tls=true']);
    expect(out).toMatch(/^3 events are in esdb:esdb:\/\/b, 2 of them/);
    const reopened = await acta(['migrate', '--reopen', 'esdb:me:s3cret@b:2113']);
    expect(reopened.out).toMatch(/^esdb:b:2113 can be written again/);
  });

  it('lets a store be written again', async () => {
    const { out, calls } = await acta(['migrate', '--reopen', 'sqlite:a']);
    expect(calls).toEqual([['reopen', {}, 'sqlite:a']]);
    expect(out).toBe('sqlite:a can be written again, from position 3 on.\n');
  });

  it.each([[[]], [['--from', 'sqlite:a']], [['--reopen', 'sqlite:a', '--to', 'sqlite:b']]])(
    'migrate with %j is misuse',
    async (args) => {
      expect((await acta(['migrate', ...args])).code).toBe(2);
    },
  );

  it('doctor exits with 1 where anything is at fault', async () => {
    expect(await acta(['doctor'])).toMatchObject({
      code: 1,
      out: 'FAULT  journal: damaged; restore a backup\n',
    });
  });
});

describe('the feed on Kafka', () => {
  it('prints events a line each, of what is asked for, and what passes by itself on standard error', async () => {
    const asked = [
      '--from',
      '2026-03-01',
      '--group',
      'CWG-COP',
      '--type',
      'outcome-amended, outcome-recorded',
    ];
    const { calls, ...printed } = await acta(['feed', 'tail', ...asked, '--subject', 'CWG-COP/meetings/15']);
    expect(printed).toEqual({
      code: 0,
      out: '{"id":"1"}\n',
      err: 'acta: the stream ended; following again\n',
    });
    const filter = {
      group: 'CWG-COP',
      types: ['outcome-amended', 'outcome-recorded'],
      subject: 'CWG-COP/meetings/15',
    };
    expect(calls).toContainEqual(['tail', { from: '2026-03-01', filter, isFollowing: true }, false]);
    const { calls: others } = await acta(['feed', 'tail', '--no-follow']);
    expect(others).toContainEqual(['tail', { filter: {}, isFollowing: false }, false]);
  });

  it.each([
    [['tail', '--from', 'yesterday'], /Give a position .*, a date that exists/],
    [['tail', '--type', 'outcome'], /"outcome" is no type of event; give one such as outcome-amended/],
    [['replay'], /required option '--into <topic>'/],
  ])('of %j is misuse', async (args, words) => {
    expect(await acta(['feed', ...args])).toMatchObject({
      code: 2,
      err: expect.stringMatching(words),
      calls: [],
    });
  });

  it('publishes again, and tells where to go on where it was stopped', async () => {
    expect(await acta(['feed', 'replay', '--into', 'again', '--group', 'CWG-COP'])).toMatchObject({
      code: 0,
      out: '3 events up to position 44 are published again to again.\n',
      calls: [['replayFeed', {}, { topic: 'again', group: 'CWG-COP' }]],
    });
    expect(await acta(['feed', 'replay', '--into', 'again', '--to', '44'])).toMatchObject({
      code: 1,
      out: 'Stopped before position 44. 3 events up to position 3 are published again to again.\nGo on with --from 4\n',
    });
  });

  it('tells how far each topic is, and what is parked', async () => {
    expect(await acta(['feed', 'parked'])).toMatchObject({
      code: 0,
      out:
        'feed: up to position 44, 1 parked\n' +
        '  CWG-COP waits from position 12 on: it is too large\n' +
        'feed.members: up to position 0, nothing is parked\n',
    });
  });

  it('is asked to redrive', async () => {
    expect(await acta(['feed', 'redrive'])).toMatchObject({
      code: 0,
      out: 'Asked for feed, feed.members; acta feed parked tells what came of it.\n',
    });
  });
});

describe('commands', () => {
  it('take --data and --json before and after the command', async () => {
    const before = await acta(['--data', 'd', '--json', 'list']);
    const after = await acta(['list', '--data', 'd', '--json']);
    expect(before.calls[0]).toEqual(['open', { data: 'd' }, 'read']);
    expect(after).toEqual(before);
    expect(JSON.parse(after.out)).toMatchObject({
      basis: { position: '44', at: '2020-12-31T23:59:59.999Z' },
    });
  });

  it('import writes, and shows a bar only on a terminal', async () => {
    const quiet = await acta(['import', FILE, '--dry-run']);
    expect(quiet).toMatchObject({ code: 0, err: '', out: '2 commands, no fault; nothing was written.\n' });
    expect(quiet.calls).toEqual([['open', {}, 'rehearse'], ['import', FILE, true], ['close']]);
    const shown = await acta(['import', FILE], { terminal: { err: true } });
    expect(shown.err).toContain(`\rchecked [${'#'.repeat(24)}] 100% 2/2`);
    expect(shown.err).toMatch(/\r\u001b\[K$/);
    expect(shown.out).not.toContain('#');
  });

  it('report passes on what is asked, and writes to a file', async () => {
    const out = join(mkdtempSync(join(tmpdir(), 'acta-')), 'report.html');
    const args = [
      'report',
      'CWG-COP',
      '--meetings',
      '15,16',
      '--kind',
      'annual',
      '--as-of',
      '27',
      '--at',
      '2020-12-31',
    ];
    const { calls, code } = await acta([...args, '--format', 'html', '--out', out]);
    expect(code).toBe(0);
    expect(calls[1]).toEqual([
      'report',
      {
        group: 'CWG-COP',
        kind: 'annual',
        covers: { meetings: [15, 16] },
        when: { asOf: '27', at: '2020-12-31' },
        format: 'html',
      },
    ]);
    expect(readFileSync(out, 'utf8')).toBe('a html');
    expect(await acta(args)).toMatchObject({ out: 'a md' });
    expect(await acta([...args, '--json'])).toMatchObject({ out: 'a json' });
  });

  it('do records one act, from options or from standard input', async () => {
    const data = { ordinal: 3, class: 'editorial' };
    const given = [
      '--stream',
      'meeting-CWG-COP-15',
      '--effective-at',
      '2021',
      '--reason',
      'r',
      '--authority',
      'the Chair',
    ];
    const { calls, out } = await acta([
      'do',
      'amend-outcome',
      ...given,
      '--with',
      JSON.stringify(data),
      '--key',
      'k',
      '--if-match',
      '12',
    ]);
    const command = {
      type: 'amend-outcome',
      stream: 'meeting-CWG-COP-15',
      effectiveAt: '2021',
      reason: 'r',
      authority: { by: 'the Chair' },
      data,
    };
    expect(calls[1]).toEqual(['execute', { command, backfill: false, key: 'k', expected: 12 }]);
    expect(out).toBe('Written: outcome-amended e in s, position 9.\n');
    const whole = await acta(['exec', '-', '--backfill'], { stdin: JSON.stringify(command) });
    expect(whole.calls[1]).toEqual(['execute', { command, backfill: true }]);
    expect((await acta(['do', '--list'])).out).toContain('\namend-outcome\n');
  });

  it('replay goes step by step on a terminal, and ends on q', async () => {
    const stepped = await acta(['replay', 'CWG-COP', '--step'], { terminal: { in: true }, lines: ['', 'q'] });
    expect(stepped.out.match(/outcome-recorded$/gm)).toHaveLength(2);
    expect(stepped.out).toContain('- old words\n');
    expect(stepped.out).toContain('the document of another cannot be composed: its period is not known\n');
    const back = await acta(['replay', 'CWG-COP', '--step'], {
      terminal: { in: true },
      lines: ['n', 'p', 'p', 'q'],
    });
    const positions = back.calls.flatMap(([name, ask]) =>
      name === 'step' ? [(ask as { position: number }).position] : [],
    );
    const [first, second] = ACTS.map(({ act }) => Number(act.position));
    expect(positions).toEqual([first, second, first, first]);
    const piped = await acta(['replay', 'CWG-COP', '--step', '--json', '--from', '2019', '--to', '2020-02']);
    expect(
      piped.out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as ReplayedAct),
    ).toEqual(ACTS);
    const ask = { group: 'CWG-COP', when: {}, axis: 'at', order: 'effect', from: '2019', to: '2020-02' };
    expect(piped.calls[1]).toEqual(['replay', ask]);
  });

  it('list and search pass on their filters', async () => {
    const { calls, out } = await acta([
      'search',
      '"young',
      'people"',
      '--country',
      'SA',
      '--overdue',
      '2020-06-30',
      '--limit',
      '5',
    ]);
    expect(calls[1]).toEqual([
      'list',
      { limit: 5, when: {}, country: 'SA', overdue: '2020-06-30', search: '"young people"' },
    ]);
    expect(out).toBe(
      "Nothing matches.\nMore: --after 'CWG-COP/meetings/16'\nAs of position 44 (settled), in force at 2020-12-31T23:59:59.999Z.\n",
    );
  });

  it.each<[string, object]>([
    ['CWG-COP', { kind: 'group', group: 'CWG-COP' }],
    ['CWG-COP/meetings/15', { kind: 'meeting', group: 'CWG-COP', meeting: 15 }],
    ['CWG-COP/meetings/15/outcomes/3', { kind: 'outcome', group: 'CWG-COP', meeting: 15, ordinal: 3 }],
    [
      'CWG-COP/meetings/18/contributions/CWG-COP-18/3 Rev.1',
      { kind: 'contribution', group: 'CWG-COP', meeting: 18, number: 'CWG-COP-18/3 Rev.1' },
    ],
    ['CWG-COP/liaison-statements/o-1', { kind: 'liaison-statement', group: 'CWG-COP', id: 'CWG-COP-o-1' }],
    [
      'CWG-COP/reports/four-year/PP-18..PP-22',
      { kind: 'report', group: 'CWG-COP', id: 'CWG-COP-four-year-PP-18..PP-22' },
    ],
    ['CWG-COP/reports/annual/15+16', { kind: 'report', group: 'CWG-COP', id: 'CWG-COP-annual-15+16' }],
  ])('show takes a subject as lists name it: %s', async (given, subject) => {
    const { code, calls } = await acta(['show', given, '--as-of', '44']);
    expect([code, calls[1]]).toEqual([0, ['view', subject, { asOf: '44' }]]);
  });

  it('show prints an outline', async () => {
    const { out } = await acta(['show', 'CWG-COP']);
    expect(out).toContain('acronym: CWG-COP\nofficers: none recorded\nmandate:\n  - number: 179\n');
  });

  it('backup and restore work on the folder, which is not opened here', async () => {
    expect(await acta(['backup', 'to', '--data', 'd'], { terminal: { err: true } })).toEqual({
      code: 0,
      out: 'The journal up to position 44 is in to.\n',
      err: '\rdocuments 3\u001b[K\r\u001b[K',
      calls: [['backup', { data: 'd' }, 'to']],
    });
    expect(await acta(['restore', 'from', '--json'])).toMatchObject({
      out: '{\n  "position": 44\n}\n',
      calls: [['restore', {}, 'from']],
    });
  });

  it('dev-token prints the token alone', async () => {
    const args = ['dev-token', '--role', 'chair', '--group', 'CWG-COP', '--to', '2026-12-31'];
    const { code, out, err, calls } = await acta(args);
    expect({ code, out, err }).toEqual({ code: 0, out: 'a.b.c\n', err: '' });
    const grant = { role: 'chair', group: 'CWG-COP', to: '2026-12-31' };
    const ask = { name: 'dev-chair', grant, seconds: 28_800, create: false };
    expect(calls).toEqual([['token', {}, ask]]);
  });

  it('dev-token takes a name, a life, and leave to make the issuer', async () => {
    const args = [
      'dev-token',
      '--role',
      'auditor',
      '--name',
      'alice',
      '--for',
      '30m',
      '--create',
      '--data',
      'd',
    ];
    const ask = { name: 'alice', grant: { role: 'auditor' }, seconds: 1800, create: true };
    expect((await acta(args)).calls).toEqual([['token', { data: 'd' }, ask]]);
    expect((await acta([...args, '--json'])).out).toBe('{\n  "token": "a.b.c"\n}\n');
  });

  it('serve loads the sample into a folder of its own', async () => {
    const { calls } = await acta(['serve', '--sample', '--port', '0']);
    expect(calls.map(([name]) => name)).toEqual(['open', 'import', 'close', 'serve']);
    expect(calls[0]).toEqual(['open', { data: './var/sample', port: '0' }, 'write']);
    expect(readFileSync(String(calls[1]?.[1]), 'utf8')).toContain('"establish-group"');
    expect((await acta(['serve', '--data', 'd'])).calls).toEqual([['serve', { data: 'd' }]]);
  });
});
