import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type EventStore,
  ImportRefused,
  type LineFault,
  Recorder,
  type TimelineAsk,
  exportLog,
  importFile,
  listSubjects,
  replayGroup,
  restoreLog,
  showTimeline,
} from '@acta/application';
import { type Acta, openActa } from '@acta/runtime';
import { importSample, sampleFile, someone } from '../support/sample.js';
import { onEventStore } from '../support/on-store.js';
import { type Temporary, temporaryFolder } from '../support/temporary.js';

const name = { language: 'en', text: 'Test group' };
const provenance = { document: 'A report' };
const establish = { type: 'establish-group', data: { group: 'CWG-T', acronym: 'CWG-T', name }, provenance };
const plan = {
  type: 'plan-meeting',
  data: { group: 'CWG-T', ordinal: 1, held: { from: '2026-01-01' }, state: 'written-up' },
  provenance,
};
const outcome = (ordinal: unknown, text: unknown = 'An outcome.', more: object = {}): object => ({
  type: 'record-outcome',
  stream: 'meeting-CWG-T-1',
  data: { ordinal, text: { language: 'en', text }, ...more },
  provenance,
});
const planned = (data: object): object => ({ ...plan, data: { ...plan.data, ordinal: 2, ...data } });
const established = (data: object): object => ({
  ...establish,
  data: { ...establish.data, group: 'CWG-U', ...data },
});

let temporary: Temporary;
let acta: Acta;

/** An empty log for each test, or one for all of a block: whatever is refused leaves it empty. */
function emptyLog(before: typeof beforeEach, after: typeof afterEach): void {
  before(async () => {
    temporary = temporaryFolder();
    acta = await openActa(temporary.config, { mode: 'write' });
  });
  after(async () => {
    await acta.close();
    temporary.remove();
  });
}

const file = (): string => join(temporary.folder, 'input.ndjson');
const ndjson = (...lines: (object | string)[]): string =>
  lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');

/** Every file of the data folder and the vault with its size: what a refused input must leave as it was. */
function held(): string[] {
  const folders = [temporary.config.data, join(temporary.config.keys, '..')].filter((folder) =>
    existsSync(folder),
  );
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => `${path} ${String(statSync(path).size)}`),
  );
}

/** Imports bytes that must be refused, sees that nothing was written, and gives the faults. */
async function refusedFaults(bytes: string | Uint8Array): Promise<readonly LineFault[]> {
  writeFileSync(file(), bytes);
  const [head, before] = [acta.journal.head(), held()];
  const error: unknown = await importFile(file(), someone, acta).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ImportRefused);
  expect([acta.journal.head(), held()]).toEqual([head, before]);
  return (error as ImportRefused).faults;
}

describe('a line of an import file', () => {
  emptyLog(beforeAll, afterAll);

  // Two good lines come before each, and one after it, so that its number is 3.
  it.each<[what: string, line: object | string, rule: string, field: string | undefined]>([
    ['a field that is not known', outcome(1, 'x', { colour: 'red' }), 'unknown-field', '/data/colour'],
    ['a field that only the server sets', { ...outcome(1), actor: 'me' }, 'unknown-field', '/actor'],
    [
      'a recording moment of its own',
      { ...outcome(1), recordedAt: '2020-01-01T00:00:00.000Z' },
      'unknown-field',
      '/recordedAt',
    ],
    [
      'a field named like an internal one',
      JSON.stringify(outcome(1)).replace('"ordinal"', '"__proto__":{},"ordinal"'),
      'unknown-field',
      '/data/__proto__',
    ],
    ['a missing field', { ...outcome(1), data: { ordinal: 1 } }, 'missing-field', '/data/text'],
    ['a text for a number', outcome('1'), 'wrong-type', '/data/ordinal'],
    ['a fraction for a number', outcome(1.5), 'wrong-type', '/data/ordinal'],
    ['a number out of range', outcome(0), 'out-of-range', '/data/ordinal'],
    ['a list for an object', { ...outcome(1), data: [] }, 'wrong-type', '/data'],
    ['null for a text', outcome(1, null), 'wrong-type', '/data/text/text'],
    ['a list', '[]', 'wrong-type', ''],
    ['a text', '"establish-group"', 'wrong-type', ''],
    ['null', 'null', 'wrong-type', ''],
    ['an over-long line', established({ acronym: 'x'.repeat(501) }), 'too-long', '/data/acronym'],
    ['an over-long text', outcome(1, 'x'.repeat(100_001)), 'too-long', '/data/text/text'],
    ['a text of white space', outcome(1, ' \n '), 'wrong-form', '/data/text/text'],
    ['a control character in a text', outcome(1, 'a\u0007b'), 'wrong-form', '/data/text/text'],
    ['a NUL in a line', established({ acronym: 'a\u0000b' }), 'wrong-form', '/data/acronym'],
    ['a line break in a line', established({ acronym: 'a\nb' }), 'wrong-form', '/data/acronym'],
    [
      'a bidi override in an identifier',
      planned({ documentSeries: 'CWG\u202e/1' }),
      'wrong-form',
      '/data/documentSeries',
    ],
    [
      'an invisible character in an identifier',
      planned({ documentSeries: 'CWG\u200b/1' }),
      'wrong-form',
      '/data/documentSeries',
    ],
    [
      'an identifier that is not in NFC',
      planned({ documentSeries: 'e\u0301' }),
      'wrong-form',
      '/data/documentSeries',
    ],
    ['a day that does not exist', { ...outcome(1), effectiveAt: '2019-02-30' }, 'wrong-form', '/effectiveAt'],
    ['a month that does not exist', planned({ held: { from: '2019-13' } }), 'wrong-form', '/data/held/from'],
    [
      'an instant of another time zone',
      { ...outcome(1), effectiveAt: '2019-01-01T00:00:00+02:00' },
      'wrong-form',
      '/effectiveAt',
    ],
    [
      'a number beyond 2^53',
      JSON.stringify(outcome(1)).replace('"ordinal":1', '"ordinal":9007199254740993'),
      'not-i-json',
      '/data/ordinal',
    ],
    [
      'a number beyond all',
      JSON.stringify(outcome(1)).replace('"ordinal":1', '"ordinal":1e400'),
      'not-i-json',
      '/data/ordinal',
    ],
    [
      'a lone surrogate',
      String.raw`{"type":"record-outcome","data":{"ordinal":1,"text":{"language":"en","text":"a\ud800b"}}}`,
      'not-i-json',
      '/data/text/text',
    ],
    ['a group that is no code', established({ group: 'cwg u' }), 'wrong-form', '/data/group'],
    ['broken JSON', '{"type":"establish-group",', 'broken-json', undefined],
    ['two objects', '{} {}', 'broken-json', undefined],
    ['an unknown command', { ...outcome(1), type: 'delete-outcome' }, 'unknown-command', '/type'],
    [
      'a command named like an internal one',
      { ...outcome(1), type: 'constructor' },
      'unknown-command',
      '/type',
    ],
    ['no command', { data: {} }, 'unknown-command', '/type'],
    ['a stream of another kind', { ...outcome(1), stream: 'group-CWG-T' }, 'wrong-stream', '/stream'],
    ['a stream that is none', { ...outcome(1), stream: 'meeting-CWG-T-01' }, 'unknown-stream', '/stream'],
    ['no stream', { ...outcome(1), stream: undefined }, 'missing-field', '/stream'],
    [
      'a stream that the data contradicts',
      { ...plan, stream: 'meeting-CWG-T-2' },
      'stream-mismatch',
      '/stream',
    ],
    ['an unknown group', planned({ group: 'CWG-X' }), 'unknown-group', '/data/group'],
    ['an unknown meeting', { ...outcome(1), stream: 'meeting-CWG-T-9' }, 'unknown-meeting', '/stream'],
    [
      'an unknown session',
      {
        type: 'draft-report',
        data: { group: 'CWG-T', kind: 'four-year', covers: { period: { from: 'PP-18', to: 'PP-22' } } },
        provenance,
      },
      'unknown-session',
      '/data/covers/period',
    ],
    [
      'a number that is taken',
      { ...plan, data: { ...plan.data, held: { from: '2026-05-05' } } },
      'duplicate-number',
      '/data/ordinal',
    ],
    [
      'a reversed range',
      planned({ held: { from: '2026-02-02', to: '2026-02-01' } }),
      'reversed-range',
      '/data/held/to',
    ],
    [
      'a state of the past without a source',
      { ...plan, data: { ...plan.data, ordinal: 2 }, provenance: undefined },
      'backfill-only',
      '/data/state',
    ],
    [
      'a correction of nothing',
      {
        type: 'void-act',
        stream: 'meeting-CWG-T-1',
        data: { act: '5b0c1f7e-3d52-4b7e-9d0a-6f1e2c3b4a59' },
        reason: 'x',
      },
      'unknown-act',
      '/data/act',
    ],
  ])('with %s is refused, with its rule and field, and nothing is written', async (_, line, rule, field) => {
    const faults = await refusedFaults(ndjson(establish, plan, line, outcome(7)));
    expect(faults.map((fault) => [fault.line, fault.rule, fault.field])).toEqual([[3, rule, field]]);
    expect(faults[0]?.message).toMatch(/\S+ \S+/);
  });

  it.each<[what: string, line: object, field: string, expected: string]>([
    ['a group', established({ group: 'cwg' }), '/data/group', 'for example CWG-COP'],
    [
      'a language',
      established({ name: { language: 'English', text: 'A' } }),
      '/data/name/language',
      'for example en',
    ],
    [
      'a person',
      {
        type: 'record-chair',
        stream: 'meeting-CWG-T-1',
        provenance,
        data: { person: { subject: 'hashem', name: 'A' } },
      },
      '/data/person/subject',
      'for a person who is new, one made at random',
    ],
    [
      'a country',
      {
        ...outcome(1),
        data: {
          ordinal: 1,
          text: name,
          attribution: { as: 'A', kind: 'member-state', country: 'Saudi Arabia' },
        },
      },
      '/data/attribution/country',
      'for example SA',
    ],
  ])('that misnames %s is told in words what would be accepted', async (_, line, field, expected) => {
    const [fault] = await refusedFaults(ndjson(line));
    expect(fault).toMatchObject({ rule: 'wrong-form', field, message: expect.stringContaining(expected) });
    expect(fault?.message).not.toContain('^');
  });

  it('that repeats a number is refused at its second use', async () => {
    const faults = await refusedFaults(ndjson(establish, plan, outcome(1, 'This.'), outcome(1, 'That.')));
    expect(faults).toMatchObject([{ line: 4, rule: 'duplicate-number', field: '/data/ordinal' }]);
  });

  it('that reverses a period of the calendar is refused', async () => {
    const session = (code: string, opens: string) => ({
      type: 'enter-session',
      data: { session: code, kind: 'plenipotentiary', title: code, opens },
      provenance,
    });
    const report = {
      type: 'draft-report',
      data: { group: 'CWG-T', kind: 'four-year', covers: { period: { from: 'PP-22', to: 'PP-18' } } },
      provenance,
    };
    const faults = await refusedFaults(
      ndjson(establish, session('PP-18', '2018-10-29'), session('PP-22', '2022-09-26'), report),
    );
    expect(faults).toMatchObject([{ line: 4, rule: 'reversed-range', field: '/data/covers/period' }]);
  });

  it('that names a person leaves no key behind where another line is refused', async () => {
    const chair = {
      type: 'record-chair',
      stream: 'meeting-CWG-T-1',
      provenance,
      data: { person: { subject: '5b0c1f7e-3d52-4b7e-9d0a-6f1e2c3b4a59', name: 'A name' } },
    };
    expect(
      await refusedFaults(ndjson(establish, plan, chair, outcome(1), outcome(1, 'Other.'))),
    ).toMatchObject([{ line: 5 }]);
    expect(existsSync(temporary.config.keys)).toBe(false);
  });
});

describe('an import file', () => {
  emptyLog(beforeEach, afterEach);
  const good = ndjson(establish, plan, outcome(1));

  it('gives every fault of every line, each with its number; blank lines count', async () => {
    const faults = await refusedFaults(
      ndjson(outcome('1', 5), '', '{', { ...outcome(1, ''), effectiveAt: '2019-02-30' }),
    );
    expect(faults.map(({ line, rule, field }) => [line, rule, field])).toEqual([
      [1, 'wrong-type', '/data/text/text'],
      [1, 'wrong-type', '/data/ordinal'],
      [3, 'broken-json', undefined],
      [4, 'empty', '/data/text/text'],
      [4, 'wrong-form', '/data/text/text'],
      [4, 'wrong-form', '/effectiveAt'],
    ]);
  });

  it('of broken UTF-8 is refused at the line where it breaks', async () => {
    const broken = Buffer.concat([
      Buffer.from(ndjson(establish)),
      Buffer.from([0x22, 0xc3, 0x28, 0x22, 0x0a]),
      Buffer.from(ndjson(plan)),
    ]);
    expect(await refusedFaults(broken)).toMatchObject([
      { line: 2, rule: 'unreadable', message: expect.stringContaining('UTF-8') },
    ]);
  });

  it('in UTF-16 is refused', async () => {
    expect(await refusedFaults(Buffer.from(`\ufeff${good}`, 'utf16le'))).toMatchObject([
      { line: 1, rule: 'unreadable' },
    ]);
  });

  it('that was cut off is refused at its last line, and told so', async () => {
    expect(await refusedFaults(good.slice(0, -20))).toMatchObject([
      { line: 3, rule: 'broken-json', message: expect.stringContaining('cut off') },
    ]);
  });

  it('with a line of more than a mebibyte is refused at that line', async () => {
    const faults = await refusedFaults(`${ndjson(establish)}${'x'.repeat(2 ** 20 + 1)}\n`);
    expect(faults).toMatchObject([
      { line: 2, rule: 'unreadable', message: expect.stringContaining('1048576 bytes') },
    ]);
  });

  it('that is full of faults gives the first hundred or so', async () => {
    const faults = await refusedFaults('{\n'.repeat(5_000));
    expect(faults.length).toBe(100);
  });

  it('that is empty, or holds nothing but blank lines, imports nothing', async () => {
    for (const nothing of ['', '\n\r\n  \n', '\ufeff']) {
      writeFileSync(file(), nothing);
      expect(await importFile(file(), someone, acta)).toEqual({
        commands: 0,
        written: 0,
        repeated: 0,
        unchanged: 0,
        position: 0,
      });
    }
  });

  it('may start with a byte-order mark, end its lines with CR LF, and leave the last one open: it is the same file', async () => {
    writeFileSync(file(), `\ufeff${good.trimEnd().replaceAll('\n', '\r\n')}`);
    expect(await importFile(file(), someone, acta)).toMatchObject({ commands: 3, written: 3, position: 3 });
    writeFileSync(file(), good);
    expect(await importFile(file(), someone, acta)).toMatchObject({ written: 0, repeated: 3, position: 3 });
  });

  it('validated with --dry-run writes nothing', async () => {
    const before = held();
    expect(await importFile(sampleFile, someone, acta, { dryRun: true })).toMatchObject({
      commands: 44,
      written: 44,
      position: 0,
    });
    expect([acta.journal.head().position, held()]).toEqual([0, before]);
  });

  it('imported twice writes nothing the second time', async () => {
    const first = await importSample(acta);
    expect(first).toMatchObject({ written: first.commands, position: first.commands });
    const [head, before] = [acta.journal.head(), held()];
    expect(await importSample(acta)).toEqual({ ...first, written: 0, repeated: first.commands });
    expect([acta.journal.head(), held()]).toEqual([head, before]);
  });

  it.each(['before the write', 'after the write, its answer lost'])(
    'interrupted %s is completed by importing it again',
    async (when) => {
      let appends = 0;
      const store: Pick<EventStore, 'append'> = {
        async append(stream, expected, events) {
          if (++appends === 20 && when === 'before the write') throw new Error('interrupted');
          const appended = await acta.store.append(stream, expected, events);
          if (appends === 20) throw new Error('interrupted');
          return appended;
        },
      };
      const interrupted = { ...acta, recorder: new Recorder({ ...acta, store }) };
      await expect(importFile(sampleFile, someone, interrupted)).rejects.toThrow('interrupted');
      const done = when === 'before the write' ? 19 : 20;
      expect(acta.journal.head().position).toBe(done);

      const commands = readFileSync(sampleFile, 'utf8').trimEnd().split('\n').length;
      expect(await importSample(acta)).toEqual({
        commands,
        written: commands - done,
        repeated: done,
        unchanged: 0,
        position: commands,
      });
    },
  );
});

describe('a question about the record', () => {
  const group = 'CWG-COP';
  emptyLog(beforeAll, afterAll);
  beforeAll(async () => {
    await importSample(acta);
  });

  it.each<[what: string, ask: Partial<TimelineAsk>, rule: string, field: string]>([
    ['a range of dates that is reversed', { from: '2021', to: '2020' }, 'reversed-range', '/to'],
    ['a range of positions that is reversed', { axis: 'as-of', from: '9', to: '3' }, 'reversed-range', '/to'],
    ['a first position beyond the head', { axis: 'as-of', from: '45' }, 'beyond-head', '/from'],
    ['a last position beyond the head', { axis: 'as-of', to: '45' }, 'beyond-head', '/to'],
    ['a date that does not exist', { from: '2021-02-29' }, 'wrong-form', '/from'],
    ['a position on the axis of effect', { to: '15' }, 'wrong-form', '/to'],
    ['asOf beyond the head', { when: { asOf: '45' } }, 'beyond-head', '/asOf'],
    ['asOf that is no date', { when: { asOf: 'yesterday' } }, 'wrong-form', '/asOf'],
    ['at that is no date', { when: { at: '2020-00' } }, 'wrong-form', '/at'],
  ])('with %s is refused, with its rule and field', (_, ask, rule, field) => {
    for (const question of [showTimeline, replayGroup])
      expect(() => question(acta, { group, when: {}, ...ask })).toThrow(
        expect.objectContaining({ name: 'Invalid', faults: [expect.objectContaining({ rule, field })] }),
      );
  });

  it('asOf beyond the head is refused by lists too', async () => {
    await expect(listSubjects(acta, { when: { asOf: '45' } })).rejects.toMatchObject({
      faults: [{ rule: 'beyond-head' }],
    });
  });

  it('about an unknown group finds nothing, and says at which position', () => {
    expect(() => showTimeline(acta, { group: 'CWG-X', when: {} })).toThrow(/no group CWG-X .* position 44/);
  });
});

// An export names its log, and on EventStoreDB each log of these tests has a name of its own.
(onEventStore ? describe.skip : describe)('an export to restore', () => {
  let text: string;

  beforeAll(async () => {
    const source = temporaryFolder();
    const other = await openActa(source.config, { mode: 'write' });
    await importSample(other);
    await other.blobs.put(Buffer.from('A document.'));
    await exportLog(join(source.folder, 'export.ndjson'), other);
    await other.close();
    text = readFileSync(join(source.folder, 'export.ndjson'), 'utf8');
    source.remove();
  });
  emptyLog(beforeEach, afterEach);

  /** The lines before the footer changed, under a digest that fits them. */
  function forged(change: (lines: string[]) => string[]): string {
    const lines = change(text.trimEnd().split('\n').slice(0, -1));
    const body = ndjson(...lines);
    const sha256 = createHash('sha256').update(body).digest('hex');
    return body + ndjson({ end: true, events: 44, documents: 1, sha256 });
  }

  it.each<[what: string, damage: () => string | Uint8Array, message: RegExp]>([
    ['one letter changed', () => text.replace('Mascot', 'Moscot'), /digest differs/],
    ['one letter of its document changed', () => text.replace('"base64":"Q', '"base64":"R'), /other bytes/],
    ['its last line cut off', () => text.slice(0, -40), /not one whole JSON object|cut off/],
    ['its end cut off', () => text.slice(0, text.lastIndexOf('{"end"')), /cut off/],
    ['its second half cut off', () => text.slice(0, text.length / 2), /not one whole JSON object/],
    ['an event taken out', () => text.split('\n').toSpliced(9, 1).join('\n'), /line 45.*not an event|digest/],
    ['a line after its end', () => `${text}{"more":1}\n`, /follows the end/],
    ['its head missing', () => text.slice(text.indexOf('\n') + 1), /line 1: is not the head/],
    [
      'the head of another version',
      () => text.replace('"version":1', '"version":2'),
      /line 1: is not the head/,
    ],
    [
      'the name of another log',
      () => text.replace('"log":"main"', '"log":"other"'),
      /line 1: the export is of the log "other"/,
    ],
    ['nothing in it', () => '', /cut off/],
    ['a file of commands for one', () => readFileSync(sampleFile), /line 1: is not the head/],
    [
      'broken UTF-8',
      () => Buffer.concat([Buffer.from(text.slice(0, 3_000)), Buffer.from([0xff, 0x0a])]),
      /UTF-8/,
    ],
    [
      'an event of another log in it',
      () => forged((lines) => lines.with(4, (lines[4] ?? '').replace('acta.main.', 'acta.other.'))),
      /line 5: is not an event of this log/,
    ],
    [
      'an event not in the hashed form',
      () => forged((lines) => lines.with(4, (lines[4] ?? '').replace('{', '{ '))),
      /line 5: is not in the hashed form/,
    ],
    [
      'an event without metadata',
      () =>
        forged((lines) =>
          lines.with(4, '{"data":{},"stream":"acta.main.calendar","type":"session-entered"}'),
        ),
      /line 5: is not an event/,
    ],
    ['an event twice', () => forged((lines) => lines.with(5, lines[4] ?? '')), /line 6: .*line 5/],
    [
      'an event more than its head says',
      () => forged((lines) => lines.with(0, (lines[0] ?? '').replace('44', '43'))),
      /line 45: is not a document/,
    ],
    [
      'a moment that is none',
      () =>
        forged((lines) =>
          lines.with(9, (lines[9] ?? '').replace(/"effectiveAt":"[^"]*"/, '"effectiveAt":"2009-99"')),
        ),
      /line 10: is not an event.*2009-99/,
    ],
    [
      'a document with other bytes',
      () => forged((lines) => lines.with(-1, (lines.at(-1) ?? '').replace('"base64":"Q', '"base64":"R'))),
      /other bytes/,
    ],
  ])('with %s is refused, and nothing is written', async (_, damage, message) => {
    const before = held();
    writeFileSync(file(), damage());
    await expect(restoreLog(file(), acta)).rejects.toThrow(message);
    expect([acta.journal.head().position, held()]).toEqual([0, before]);
  });

  it('is not restored over a log that holds something', async () => {
    await importSample(acta);
    const head = acta.journal.head();
    writeFileSync(file(), text);
    await expect(restoreLog(file(), acta)).rejects.toThrow('restore into an empty one');
    expect(acta.journal.head()).toEqual(head);
  });

  it('undamaged is restored, with or without a listener to its progress', async () => {
    writeFileSync(file(), text);
    expect(await restoreLog(file(), acta)).toEqual({ events: 44, documents: 1 });
    await exportLog(join(temporary.folder, 'again.ndjson'), acta);
    expect(readFileSync(join(temporary.folder, 'again.ndjson'), 'utf8')).toBe(text);

    const third = temporaryFolder();
    const other = await openActa(third.config, { mode: 'write' });
    const seen: string[] = [];
    await restoreLog(file(), other, (phase, done, total) =>
      seen.push(`${phase} ${String(done)}/${String(total)}`),
    );
    expect([seen[0], seen[43], seen.at(-1)]).toEqual(['checked 1/44', 'checked 44/44', 'restored 44/44']);
    await other.close();
    third.remove();
  });
});
