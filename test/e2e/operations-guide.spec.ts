import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startApi } from '../support/api-process.js';
import { type Temporary, temporaryFolder } from '../support/temporary.js';

const project = join(import.meta.dirname, '../../..');
const guide = readFileSync(join(project, 'docs/operations.md'), 'utf8');

/** The commands of a section. */
function scriptOf(title: string): string {
  const [, section = ''] = new RegExp(`^## ${title}\\n([^]*?)(?=^## )`, 'm').exec(guide) ?? [];
  return [...section.matchAll(/^```sh$\n([^]*?)^```$/gm)].map(([, script = '']) => script).join('\n');
}

/** What is said of a single node, done: the log is in the folder, wherever else the tests keep theirs. */
describe('docs/operations.md', () => {
  let temporary: Temporary;
  let place: string;
  beforeEach(() => {
    temporary = temporaryFolder();
    place = join(temporary.folder, 'place');
    mkdirSync(place);
    cpSync(join(project, 'samples'), join(place, 'samples'), { recursive: true });
  });
  afterEach(() => temporary.remove());

  /** Runs a script as a shell does, `acta` being the program that is built. */
  async function shell(script: string): Promise<string> {
    const program = `${process.execPath} ${join(project, 'apps/cli/dist/main.js')}`;
    const { stdout } = await promisify(execFile)(
      'bash',
      ['-euo', 'pipefail', '-c', `acta() { ${program} "$@"; }\n${script}`],
      { cwd: place, env: { PATH: process.env['PATH'] } },
    );
    return stdout;
  }

  const digests = (said: string): (string | undefined)[] =>
    [...said.matchAll(/^([0-9a-f]{64}) {2}position \d+$/gm)].map(([, digest]) => digest);

  it('backs up a node that serves, and makes the same log of it', async () => {
    await shell('acta import samples/cwg-cop.ndjson');
    const api = startApi({ ACTA_DATA: join(place, 'var') });
    try {
      expect(await api.url).not.toBe('');
      const said = await shell(`acta digest\n${scriptOf('Backup')}\n${scriptOf('Restore')}`);
      const [before, restored] = digests(said);
      expect(before).toMatch(/^[0-9a-f]{64}$/);
      expect(restored).toBe(before);
      expect(said).toContain(`every body sound, digest ${String(before)}`);
    } finally {
      api.kill('SIGTERM');
      await api.ended;
    }
  });

  it('gets a lost folder back, with the same digest; the names too, where the keys are there', async () => {
    const drill = scriptOf('Loss of the data folder: a drill');
    const [, who = ''] = /^(acta who .*)$/m.exec(drill) ?? [];
    const [said = '', bare] = (await shell(`${drill}\nrm -r ./var.keys\necho WITHOUT\n${who}`)).split(
      'WITHOUT\n',
    );
    expect(said).toContain('Written: meeting-planned');
    expect(said).toContain('Restored; the journal is at position 45.');
    expect(said).toMatch(/^the same log$/m);
    expect(said).toContain('the chair of the drill');
    expect(bare).toContain('5b0c1f7e-3d52-4b7e-9d0a-6f1e2c3b4a59');
    expect(bare).not.toContain('the chair of the drill');
    expect(said).not.toContain('FAULT');
    expect(digests(said)).toHaveLength(1);
    expect(existsSync(join(place, 'lost/journal.db'))).toBe(true);
  });
});
