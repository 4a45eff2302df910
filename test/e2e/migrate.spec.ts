import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dataFolder, openActa } from '@acta/runtime';
import { acta as run } from '../support/command-line.js';
import { importSample } from '../support/sample.js';
import { type Temporary, embeddedFolder } from '../support/temporary.js';

const REPORT = ['report', 'CWG-COP', '--period', 'PP-18..PP-22', '--at', '2022-12-31', '--as-of', '44'];

/** On data folders, wherever else the tests keep their logs. */
const acta = (args: readonly string[]) => run(args, { ACTA_STORE: '', ACTA_LOG: 'main' });

describe('acta migrate', () => {
  let temporary: Temporary;
  let target: string;
  let onSource: string[];
  let onTarget: string[];
  let move: string[];

  beforeAll(async () => {
    temporary = embeddedFolder();
    const { data, keys } = temporary.config;
    const record = await openActa(temporary.config, { mode: 'write' });
    await importSample(record);
    await record.blobs.put(Buffer.from('A document.'));
    await record.close();
    target = join(temporary.folder, 'moved', 'data');
    onSource = ['--data', data, '--keys', keys];
    onTarget = ['--data', target, '--keys', keys];
    move = ['migrate', '--from', `sqlite:${data}`, '--to', `sqlite:${target}`];
  });
  afterAll(() => temporary.remove());

  it('moves the log and its documents: the same digest, the same report', async () => {
    const [digest, report] = [await acta(['digest', ...onSource]), await acta([...REPORT, ...onSource])];
    const moved = await acta([...move, '--json']);
    expect([moved.err, moved.code]).toEqual(['', 0]);
    expect(JSON.parse(moved.out)).toEqual({ events: 44, copied: 44, digest: digest.out.slice(0, 64) });
    expect(await acta(['digest', ...onTarget])).toEqual(digest);
    expect(await acta([...REPORT, ...onTarget])).toEqual(report);
    const { documents } = dataFolder({ data: target });
    const files = readdirSync(documents, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));
    expect(files).toEqual(['A document.']);
  });

  it('leaves a source that takes nothing more, and says where the log is and what can be done', async () => {
    const refused = await acta(['rebuild', ...onSource]);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(`its log was moved to sqlite:${target}, and goes on there`);
    expect(refused.err).toContain('acta migrate --reopen');
    expect((await acta([...REPORT, ...onSource])).code).toBe(0);
  });

  it('finds nothing to do the second time', async () => {
    expect((await acta(move)).out).toMatch(/^44 events are in .*, 0 of them moved now; both digests are/);
  });

  it('lets the source be written again', async () => {
    const reopened = await acta(['migrate', '--reopen', `sqlite:${temporary.config.data}`]);
    expect(reopened.out).toMatch(/can be written again, from position 44 on\.\n$/);
    expect((await acta(['rebuild', ...onSource])).code).toBe(0);
  });

  it.each([
    ['--from', 'here'],
    ['--from', 'sqlite:'],
  ])('refuses an end that it does not know: %s %s', async (option, end) => {
    const { code, err } = await acta([...move, option, end]);
    expect([code, err]).toEqual([2, expect.stringContaining('give a data folder as sqlite:FOLDER')]);
  });

  it('refuses one folder for both ends, and a folder without a journal, which it leaves as it is', async () => {
    const { data } = temporary.config;
    expect((await acta([...move, '--to', `sqlite:${data}`])).code).toBe(2);
    const none = join(temporary.folder, 'none');
    mkdirSync(none);
    const { code, err } = await acta([...move, '--from', `sqlite:${none}`]);
    expect([code, err]).toEqual([1, expect.stringContaining('does not exist')]);
    expect(readdirSync(none)).toEqual([]);
  });
});
