import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { actRoutes } from '@acta/api';
import { actPaths } from '@acta/client';
import { acta } from '../support/command-line.js';
import { sampleFile } from '../support/sample.js';
import { ServedRecord } from '../support/served.js';

describe('acta --url', () => {
  let record: ServedRecord;
  let secretariat: Record<string, string>;
  let auditor: Record<string, string>;
  let folder: string;

  beforeAll(async () => {
    record = await ServedRecord.open();
    folder = mkdtempSync(join(record.temporary.folder, 'remote-'));
    secretariat = { ACTA_URL: record.url, ACTA_TOKEN: await record.token('secretariat', 's', null) };
    auditor = { ACTA_URL: record.url, ACTA_TOKEN: await record.token('auditor', 'a', null) };
  });
  afterAll(() => record.close());

  /** What a second process finds in the folder while it is served. */
  const onFolder = (args: readonly string[]) =>
    acta([...args, '--data', record.acta.config.data, '--keys', record.acta.config.keys]);

  it('posts every act where the API takes it', () => {
    const routes = Object.entries(actRoutes).map(([type, { path }]) => [
      type,
      `/${path.replace(/:(\w+)/g, '{$1}')}`,
    ]);
    expect(actPaths).toEqual(Object.fromEntries(routes));
  });

  it('leaves out of the body what the address says, and nothing else', () => {
    const { properties } = createRequire(import.meta.url)('@acta/schemas/commands.json') as {
      properties: Record<string, { properties: { data: { properties?: object } } }>;
    };
    for (const [type, { path, fills = {} }] of Object.entries(actRoutes)) {
      const fields = Object.keys(properties[type]?.properties.data.properties ?? {});
      const inPath = fields.filter((field) => path.split('/').includes(`:${field}`));
      expect([type, inPath.sort()]).toEqual([type, Object.values(fills).sort()]);
    }
  });

  it.each([
    ['report CWG-COP --period PP-18..PP-22 --at 2020-12-31'],
    ['report CWG-COP --period PP-18..PP-22 --as-of 30 --format docx'],
    ['report CWG-COP --kind annual --meetings 16,15 --as-of 40 --language fr'],
    ['summary CWG-COP 15 --as-of 44 --json'],
    ['list --group CWG-COP --kind outcome --as-of 44 --limit 3'],
    ['list --kind meeting --as-of 44 --json'],
    ['search "young people" --as-of 44'],
    ['changes CWG-COP --since C-19 --as-of 44'],
    ['changes CWG-COP --since 30 --as-of 44 --json'],
    ['show CWG-COP --as-of 44 --json'],
    ['mandate CWG-COP --as-of 44 --json'],
    ['mandate CWG-COP --as-of 44'],
    ['show CWG-COP/meetings/15 --as-of 44 --json'],
    ['show CWG-COP/meetings/15/outcomes/1 --as-of 44 --json'],
    ['show CWG-COP/liaison-statements/o-1 --as-of 44 --json'],
    ['show CWG-COP/reports/four-year/PP-18..PP-22 --as-of 44 --json'],
    ['timeline CWG-COP --as-of 44 --json'],
    ['timeline CWG-COP --as-of 44 --from 2019 --to 2020-12-31'],
    ['replay CWG-COP --as-of 44 --axis as-of --from 3'],
    ['replay CWG-COP --as-of 44 --json'],
    ['mandate CWG-COP --as-of 44'],
    ['mandate CWG-COP --as-of 44 --json'],
  ])('answers as the folder does: %s', async (line) => {
    const args = (line.match(/"[^"]+"|\S+/g) ?? []).map((each) => each.replaceAll('"', ''));
    const local = await onFolder(args);
    const remote = await acta(args, secretariat);
    expect(remote).toEqual(local);
    expect([local.code, local.err, local.out.length > 0]).toEqual([0, '', true]);
  });

  it('records an act, once under one key, and tells which field is refused', async () => {
    const act = ['do', 'amend-outcome', '--stream', 'meeting-CWG-COP-15', '--key', 'k-1', '--json', '--with'];
    const data = { ordinal: 1, class: 'editorial', text: { language: 'en', text: 'Said anew.' } };
    const given = [...act, JSON.stringify(data), '--reason', 'a word was missing'];
    const first = await acta(given, secretariat);
    expect([first.code, first.err]).toEqual([0, '']);
    const receipt = JSON.parse(first.out) as Record<string, unknown>;
    expect(receipt).toMatchObject({
      outcome: 'written',
      stream: 'meeting-CWG-COP-15',
      events: [{ type: 'outcome-amended', position: receipt['position'] }],
    });
    const again = await acta(given, secretariat);
    expect(JSON.parse(again.out)).toEqual({ ...receipt, outcome: 'repeated' });

    const missing = JSON.stringify({ ...data, ordinal: 99 });
    const refused = await acta(
      ['do', 'amend-outcome', '--stream', 'meeting-CWG-COP-15', '--with', missing, '--reason', 'x'],
      secretariat,
    );
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('/data/ordinal')]);
    const invalid = await acta(['do', 'amend-outcome', '--with', '{"colour":1}', '--json'], secretariat);
    expect([invalid.code, JSON.parse(invalid.err)]).toMatchObject([1, { type: 'urn:acta:problem:invalid' }]);
  });

  it('changes only what one saw, where one says what that was', async () => {
    const shown = await acta(['show', 'CWG-COP/meetings/16/outcomes/1', '--json'], secretariat);
    const { value } = JSON.parse(shown.out) as { value: { etag: string } };
    const amend = (text: string) => [
      ...['do', 'amend-outcome', '--stream', 'meeting-CWG-COP-16', '--reason', 'r', '--json'],
      ...['--if-match', value.etag],
      ...['--with', JSON.stringify({ ordinal: 1, class: 'editorial', text: { language: 'en', text } })],
    ];
    expect(await acta(amend('One was quicker.'), secretariat)).toMatchObject({ code: 0, err: '' });
    const late = await acta(amend('The other was late.'), secretariat);
    expect([late.code, JSON.parse(late.err)]).toMatchObject([
      1,
      { type: 'urn:acta:problem:stale', since: [{ type: 'outcome-amended' }] },
    ]);
  });

  it('brings groups, meetings and sessions into the record, each at its address', async () => {
    const acts: [string, string | undefined, object][] = [
      [
        'establish-group',
        undefined,
        { group: 'CWG-R', acronym: 'R', name: { language: 'en', text: 'Remote' } },
      ],
      ['plan-meeting', undefined, { group: 'CWG-R', ordinal: 1, held: { from: '2026-01-01' } }],
      ['open-meeting', 'meeting-CWG-R-1', {}],
      [
        'submit-contribution',
        'meeting-CWG-R-1',
        { number: 'CWG-R-1/3', title: { language: 'en', text: 'Ideas' }, sources: [{ name: 'A member' }] },
      ],
      ['present-contribution', 'meeting-CWG-R-1', { number: 'CWG-R-1/3' }],
      [
        'draft-liaison-statement',
        undefined,
        {
          group: 'CWG-R',
          ordinal: 1,
          addressees: [{ name: 'Group Q', purpose: { code: 'information' } }],
          subject: { language: 'en', text: 'To Q' },
        },
      ],
      ['record-outcome', 'meeting-CWG-R-1', { ordinal: 1, text: { language: 'en', text: 'Agreed.' } }],
    ];
    for (const [type, stream, data] of acts) {
      const named = stream === undefined ? [] : ['--stream', stream];
      const done = await acta(
        ['do', type, ...named, '--with', JSON.stringify(data), '--backfill', '--document', 'the minutes'],
        secretariat,
      );
      expect([type, done.err, done.code]).toEqual([type, '', 0]);
    }
    for (const [subject, words] of [
      ['meetings/1/outcomes/1', 'Agreed.'],
      ['meetings/1/contributions/CWG-R-1/3', 'Ideas'],
      ['liaison-statements/o-1', 'Group Q'],
    ]) {
      const shown = await acta(['show', `CWG-R/${subject ?? ''}`], secretariat);
      expect([subject, shown.out]).toEqual([subject, expect.stringContaining(words ?? '')]);
    }
  });

  it('imports a file, once; and says on which line it is at fault', async () => {
    const empty = await ServedRecord.open({}, { sample: false });
    try {
      const importer = { ACTA_URL: empty.url, ACTA_TOKEN: await empty.token('secretariat', 's', null) };
      const args = ['import', sampleFile, '--json'];
      const rehearsed = await acta([...args, '--dry-run'], importer, { atTerminal: true });
      expect(rehearsed.err).toMatch(/bytes sent \[.*100%.*the service is at work/s);
      expect(rehearsed.code).toBe(0);
      expect(JSON.parse(rehearsed.out)).toMatchObject({ position: 0 });
      const first = JSON.parse((await acta(args, importer)).out) as { commands: number; position: number };
      expect(first).toMatchObject({ written: first.commands, repeated: 0 });
      const second = JSON.parse((await acta(args, importer)).out) as object;
      expect(second).toMatchObject({ written: 0, repeated: first.commands, position: first.position });
      const bad = join(folder, 'bad.ndjson');
      writeFileSync(
        bad,
        `${readFileSync(sampleFile, 'utf8').split('\n')[0] ?? ''}\n{"type":"x","data":{}}\n`,
      );
      const refused = await acta(['import', bad], importer);
      expect([refused.code, refused.err]).toEqual([
        1,
        expect.stringMatching(/^acta: line 2: \/type: .*\(unknown-command\)/),
      ]);
    } finally {
      await empty.close();
    }
  });

  it('gives the acts of all pages', async () => {
    const file = join(folder, 'many.ndjson');
    const commands = [
      {
        type: 'establish-group',
        data: { group: 'CWG-M', acronym: 'M', name: { language: 'en', text: 'Many' } },
      },
      { type: 'plan-meeting', data: { group: 'CWG-M', ordinal: 1, held: { from: '2026-01-01' } } },
      { type: 'open-meeting', stream: 'meeting-CWG-M-1', data: {} },
      ...Array.from({ length: 1100 }, (_, index) => ({
        type: 'submit-contribution',
        stream: 'meeting-CWG-M-1',
        data: {
          number: `CWG-M-1/${String(index + 1)}`,
          title: { language: 'en', text: `Idea ${String(index + 1)}` },
          sources: [{ name: 'A member' }],
        },
      })),
    ];
    writeFileSync(
      file,
      commands.map((each) => `${JSON.stringify({ ...each, provenance: { document: 'a list' } })}\n`).join(''),
    );
    const imported = await acta(['import', file, '--json'], secretariat);
    const { position } = JSON.parse(imported.out) as { position: number };
    const args = ['timeline', 'CWG-M', '--json', '--as-of', String(position)];
    const remote = await acta(args, secretariat);
    expect((JSON.parse(remote.out) as { value: unknown[] }).value).toHaveLength(1103);
    expect(remote).toEqual(await onFolder(args));
  });

  it('exports the log, from which the same reports come', async () => {
    const file = join(folder, 'export.ndjson');
    const here = join(folder, 'here.ndjson');
    const exported = await acta(['export', file, '--json'], auditor);
    const local = await onFolder(['export', here, '--json']);
    expect([exported.err, exported.code]).toEqual(['', 0]);
    expect(exported.out).toBe(local.out);
    expect(readFileSync(file)).toEqual(readFileSync(here));
    const restored = ['--data', join(folder, 'restored'), '--keys', join(folder, 'restored.keys')];
    expect((await acta(['restore', file, ...restored])).code).toBe(0);
    expect(await acta(['digest', ...restored])).toEqual(await acta(['digest'], auditor));
    const report = ['report', 'CWG-COP', '--period', 'PP-18..PP-22', '--as-of', '45'];
    expect((await acta([...report, ...restored])).out).toBe((await acta(report, secretariat)).out);
    expect(await acta(['export', file], auditor)).toMatchObject({
      code: 1,
      err: expect.stringContaining('it exists already'),
    });
    const forbidden = await acta(['export', join(folder, 'forbidden.ndjson')], { ACTA_URL: record.url });
    expect(forbidden.code).toBe(1);
    expect(readdirSync(folder)).not.toContain('forbidden.ndjson');
  });

  it('tells the digest of the log, or of its first events', async () => {
    const first = await acta(['digest', '--position', '3', '--json'], { ACTA_URL: record.url });
    expect(JSON.parse(first.out)).toEqual({ position: 3, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(first).toEqual(await onFolder(['digest', '--position', '3', '--json']));
    expect(await acta(['digest', '--position', '99999'], { ACTA_URL: record.url })).toMatchObject({
      code: 1,
      err: expect.stringContaining('position 99999 is beyond the newest'),
    });
  });

  it.each([
    ['migrate', '--from', 'sqlite:a', '--to', 'sqlite:b'],
    ['migrate', '--reopen', 'sqlite:a'],
    ['backup', 'x'],
    ['restore', 'x'],
    ['rebuild'],
    ['serve'],
    ['dev-token', '--role', 'chair'],
  ])('refuses what concerns files here: %s', async (...args) => {
    const { code, err } = await acta([...args, '--url', record.url]);
    expect([code, err]).toEqual([2, expect.stringMatching(/^acta: .* cannot be done over HTTP; .*\n$/)]);
  });

  it('asks the service how it is', async () => {
    const { code, out } = await acta(['doctor', '--url', record.url]);
    expect([code, out]).toEqual([0, expect.stringContaining(`${record.url} answers; its journal is at`)]);
  });

  it('takes the token from a file, and tells what is wrong with one', async () => {
    const file = join(folder, 'token');
    writeFileSync(file, `${secretariat['ACTA_TOKEN'] ?? ''}\n`);
    const args = ['show', 'CWG-COP', '--url', record.url, '--token-file', file];
    expect((await acta(args)).code).toBe(0);
    writeFileSync(file, 'not.a.token');
    const wrong = await acta([...args, '--json']);
    expect([wrong.code, JSON.parse(wrong.err)]).toMatchObject([
      1,
      { type: 'urn:acta:problem:unauthorized', status: 401 },
    ]);
    writeFileSync(file, 'two words');
    expect((await acta(args)).code).toBe(2);
    const missing = await acta(['show', 'NOBODY', '--url', record.url, '--json']);
    expect([missing.code, JSON.parse(missing.err)]).toMatchObject([
      1,
      { type: 'urn:acta:problem:not-found' },
    ]);
  });

  it('says so where there is no server, and changes nothing on this machine', async () => {
    const socket = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => socket.once('listening', resolve));
    const { port } = socket.address() as { port: number };
    await new Promise((resolve) => socket.close(resolve));
    const url = `http://127.0.0.1:${String(port)}`;
    const { code, err } = await acta(['show', 'CWG-COP', '--url', url]);
    expect([code, err]).toEqual([1, expect.stringContaining(`there is no answer from ${url}`)]);
    expect((await acta(['doctor', '--url', url])).code).toBe(1);
  });

  it.each([
    [['--url', 'ftp://a.example'], {}, 'takes the address of a service'],
    [['--url', 'https://u:p@a.example'], {}, 'takes the address of a service'],
    [['--url', 'http://a.example'], { ACTA_TOKEN: 'a.b.c' }, 'over https'],
    [['--url', 'https://a.example', '--data', 'x'], {}, 'two records'],
    [['--token-file', 'x'], {}, 'give --url'],
  ])('refuses %j before it asks', async (flags, env, message) => {
    const { code, err } = await acta(['show', 'CWG-COP', ...flags], env);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});
