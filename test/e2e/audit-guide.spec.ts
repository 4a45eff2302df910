import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../support/temporary.js';

const project = join(import.meta.dirname, '../../..');
const guide = readFileSync(join(project, 'docs/audit.md'), 'utf8');
const blocks = [...guide.matchAll(/^## (.+)$[^]*?^```sh$\n([^]*?)^```$/gm)].map(
  ([, title = '', script = '']) => ({
    title,
    script,
  }),
);

/** Each block goes on where the one before it ended. */
describe('docs/audit.md', () => {
  const temporary = temporaryFolder();
  const place = join(temporary.folder, 'place');
  const said = new Map<string, string>();

  /** Runs a script as a shell does, `npm run acta --` being the program that is built. */
  async function shell(script: string): Promise<string> {
    const program = `${process.execPath} ${join(project, 'apps/cli/dist/main.js')}`;
    const { stdout } = await promisify(execFile)(
      'bash',
      ['-euc', `npm() { shift 3; ${program} "$@"; }\nexport ACTA_DATA=./var/audit\n${script}`],
      { cwd: place, env: { PATH: process.env['PATH'] } },
    );
    return stdout;
  }

  beforeAll(async () => {
    mkdirSync(join(place, 'samples'), { recursive: true });
    writeFileSync(
      join(place, 'samples/cwg-cop.ndjson'),
      readFileSync(join(project, 'samples/cwg-cop.ndjson')),
    );
    for (const { title, script } of blocks) said.set(title, await shell(script));
  });
  afterAll(() => temporary.remove());

  const answer = (start: string) => [...said].find(([title]) => title.startsWith(start))?.[1] ?? '';

  it('tells who changed an outcome, when, why, and on whose authority', () => {
    expect(answer('Who changed').match(/outcome-\w+$/gm)).toEqual([
      'outcome-recorded',
      'outcome-amended',
      'outcome-amended',
      'outcome-rescinded',
    ]);
    for (const words of [
      'class: editorial',
      'class: substantive',
      'CWG-COP-18/5',
      'reason: the Guidelines say it by now',
    ])
      expect(answer('Who changed')).toContain(words);
  });

  it('shows what words became, in Word too', () => {
    expect(answer('What did the words')).toContain('<ins>its programmes every two years</ins>');
    expect(existsSync(join(place, 'var/audit/changes.docx'))).toBe(true);
  });

  it('tells what changed since a session, and since a report', () => {
    expect(answer('What changed since')).toContain('CWG-COP: what changed since Council 2019 (C-19)');
    expect(answer('What changed since')).toContain('rescinded');
  });

  it('marks the report, and drafts what would set it right', () => {
    expect(answer('Does a report')).toContain('both meetings would be prepared');
    expect(answer('Does a report')).toMatch(/Corrigendum/);
  });

  it('says of that day that nobody recorded who held office', () => {
    expect(answer('Who held office')).toContain('CWG-COP on 2019-12-31\nChair\n    not in the record');
    expect(answer('Who held office')).toContain('Who holds office in it then is not in the record.');
  });

  it('shows what was linked to a clause, and what nobody has classified', () => {
    expect(answer('What did the group do')).toMatch(
      /1\.1 {2}[^]*CWG-COP\/meetings\/15\/outcomes\/1 {2}linked by/,
    );
    expect(answer('What did the group do')).toContain('Not classified');
  });

  it('goes backwards through the acts on an outcome', () => {
    expect(answer('How did it').match(/outcome-\w+$/gm)).toEqual([
      'outcome-rescinded',
      'outcome-amended',
      'outcome-amended',
      'outcome-recorded',
    ]);
  });

  it('finds what should be looked into, and that the log is sound', () => {
    expect(answer('Is there anything')).toContain('outcome-amended');
    expect(answer('Was history')).toMatch(/^ok +journal: 51 events/m);
  });
});
