import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const project = join(import.meta.dirname, '../../..');

describe('what is shipped', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'acta-shipped-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const tool = (name: string, ...args: string[]) =>
    spawnSync(process.execPath, [join(project, 'tools', name), ...args], { encoding: 'utf8' });

  it('is all that the apps need, and nothing that only builds or tests', () => {
    const file = join(folder, 'acta.cdx.json');
    expect(tool('sbom.mjs', file)).toMatchObject({ status: 0, stderr: '' });
    const bill = JSON.parse(readFileSync(file, 'utf8')) as {
      bomFormat: string;
      metadata: { component: { name: string } };
      components: { name: string }[];
    };
    expect([bill.bomFormat, bill.metadata.component.name]).toEqual(['CycloneDX', 'acta']);
    const names = new Set(bill.components.map(({ name }) => name));
    // Some are development of the root's too, and some are needed by these alone.
    for (const name of ['fastify', 'better-sqlite3', 'kafkajs', 'pg-protocol', '@nestjs/core', 'rxjs'])
      expect([...names]).toContain(name);
    for (const name of ['jest', 'eslint', 'knip', 'fast-check']) expect([...names]).not.toContain(name);
  });

  it('is under licences that may be, each package named that is not', () => {
    const of = (name: string, licences: object[]) => ({ 'bom-ref': `${name}@1.0.0`, licenses: licences });
    const file = join(folder, 'bill.json');
    const components = [
      of('one', [{ license: { id: 'MIT' } }]),
      of('chosen', [{ expression: '(MIT OR GPL-3.0-only)' }]),
      of('both', [{ expression: '(MIT AND GPL-3.0-only)' }]),
      of('copyleft', [{ license: { id: 'AGPL-3.0-only' } }]),
      of('nothing', []),
    ];
    writeFileSync(file, JSON.stringify({ components }));
    const { status, stderr } = tool('licences.mjs', '--check', file);
    expect(stderr.match(/^\w+@1\.0\.0 is under .*?(?=, which)/gm)).toEqual([
      'both@1.0.0 is under (MIT AND GPL-3.0-only)',
      'copyleft@1.0.0 is under AGPL-3.0-only',
      'nothing@1.0.0 is under none',
    ]);
    expect(status).toBe(1);
  });
});
