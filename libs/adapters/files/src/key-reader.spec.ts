import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openFileKeyReader } from './key-reader.js';
import { openFileKeyVault } from './key-vault.js';

const ONE = '00000000-0000-4000-8000-000000000001';
const TWO = '00000000-0000-4000-8000-000000000002';

describe('reading keys beside the process that writes them', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'acta-keys-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('finds none where there is no file yet', () => {
    expect(openFileKeyReader({ file: join(folder, 'keys') }).find(ONE)).toBeUndefined();
  });

  it('sees keys that were made, and persons who were erased, since it was opened', async () => {
    const file = join(folder, 'keys');
    const reader = openFileKeyReader({ file });
    const vault = await openFileKeyVault({ file });
    const key = await vault.keyFor(ONE);
    expect(reader.find(ONE)).toEqual(key);
    const other = await vault.keyFor(TWO);
    expect(reader.find(TWO)).toEqual(other);
    await vault.destroy(ONE);
    expect(reader.find(ONE)).toBeUndefined();
    expect(reader.find(TWO)).toEqual(other);
    await vault.close();
  });
});
