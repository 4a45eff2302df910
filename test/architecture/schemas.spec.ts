import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repository } from './repository.js';

interface Schema {
  properties: Record<string, object>;
  definitions: Record<string, { pattern?: string }>;
}

const { publishedNow } = (await import(pathToFileURL(join(repository, 'tools/published.mjs')).href)) as {
  publishedNow(folder: string): Record<string, string>;
};

/** What was published before, if this is what is published now: each change is a fault, or is none. */
describe('the schemas that are published', () => {
  let folder: string;
  let faults: string[];

  const change = (file: string, edit: (schema: Schema) => void): void => {
    const path = join(folder, file);
    const schema = JSON.parse(readFileSync(path, 'utf8')) as Schema;
    edit(schema);
    writeFileSync(path, `${JSON.stringify(schema, undefined, 2)}\n`);
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'acta-schemas-'));
    cpSync(join(repository, 'schemas'), folder, { recursive: true });
    change('feed/group-renamed.v1.json', ({ properties }) => (properties['dropped'] = { type: 'string' }));
    change('feed/act-redated.v1.json', ({ definitions }) => delete definitions['Uuid']?.pattern);
    change('feed/cloudevent.v1.json', ({ properties }) => delete properties['replay']);
    change('feed/outcome-recorded.v1.json', ({ properties }) => delete properties['attribution']);
    change('events/outcome-recorded.v1.json', ({ properties }) => delete properties['attribution']);
    writeFileSync(join(folder, 'published.json'), JSON.stringify(publishedNow(folder)));
    // As if a type and its schema had been changed together.
    change('feed/outcome-amended.v1.json', ({ properties }) => (properties['more'] = { type: 'string' }));
    rmSync(join(folder, 'events/contribution-submitted.v1.json'));
    const tool = join(repository, 'tools/schemas.mjs');
    const { status, stderr } = spawnSync(process.execPath, [tool, '--check', '--folder', folder], {
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    faults = stderr.trim().split('\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const faultsOf = (file: string): string[] => faults.filter((fault) => fault.startsWith(`schemas/${file} `));

  it('lose no field, and no field of theirs takes less than before', () => {
    for (const file of ['feed/group-renamed.v1.json', 'feed/act-redated.v1.json'])
      expect(faultsOf(file)).toEqual([expect.stringMatching(/is published and its type no longer gives it/)]);
  });

  it('of the feed may gain a field that need not be there; those of stored events may not', () => {
    for (const file of ['feed/cloudevent.v1.json', 'feed/outcome-recorded.v1.json'])
      expect(faultsOf(file)).toEqual([`schemas/${file} is out of date: run npm run schemas`]);
    expect(faultsOf('events/outcome-recorded.v1.json')).toEqual([
      expect.stringMatching(/is published and its type no longer gives it/),
    ]);
  });

  it('are not changed together with their types, nor deleted', () => {
    expect(faultsOf('feed/outcome-amended.v1.json')).toContainEqual(
      expect.stringMatching(/is published and was changed: restore it; a change takes a new version/),
    );
    expect(faultsOf('events/contribution-submitted.v1.json')).toEqual([
      expect.stringMatching(/is missing: a published schema is never deleted/),
    ]);
  });

  it('have no other fault', () => {
    // `outcome-amended` differs from its type, too.
    expect(faults).toHaveLength(8);
  });
});
