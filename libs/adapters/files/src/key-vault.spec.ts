import { KeyVaultUnavailable } from '@acta/application';
import { keyVaultContract } from '@acta/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  appendFile,
  chmod,
  link,
  mkdtemp,
  open,
  readFile,
  readdir,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyVaultDamaged } from './key-file.js';
import { openFileKeyVault } from './key-vault.js';

const ada = '01900000-0000-7000-8000-00000000000a';
const ben = '01900000-0000-7000-8000-00000000000b';
const cat = '01900000-0000-7000-8000-00000000000c';

keyVaultContract('FileKeyVault', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'acta-keys-'));
  return {
    open: () => openFileKeyVault({ file: join(folder, 'made', 'when-needed', 'keys') }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
});

describe('FileKeyVault', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'acta-keys-'));
    file = join(folder, 'keys');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const lines = async (): Promise<string[]> => (await readFile(file, 'latin1')).split('\n').slice(1, -1);

  /** A vault that was closed, with keys for these people. */
  async function vaultOf(...people: string[]): Promise<Map<string, Buffer>> {
    const vault = await openFileKeyVault({ file });
    const keys = new Map<string, Buffer>();
    for (const person of people) keys.set(person, Buffer.from(await vault.keyFor(person)));
    await vault.close();
    return keys;
  }

  it('makes nothing by being opened or read', async () => {
    const vault = await openFileKeyVault({ file });
    expect(vault.find(ada)).toBeUndefined();
    await vault.close();
    expect(await readdir(folder)).toEqual([]);
  });

  it('lets the owner alone read its file, and refuses one that others can read', async () => {
    await vaultOf(ada);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await chmod(file, 0o640);
    await expect(openFileKeyVault({ file })).rejects.toThrow('can be read by other users (mode 640)');
  });

  it('has written a key before it gives it', async () => {
    const vault = await openFileKeyVault({ file });
    for (const person of [ada, ben]) {
      const key = Buffer.from(await vault.keyFor(person)).toString('base64url');
      expect(await readFile(file, 'latin1')).toContain(`${person} ${key} `);
    }
    await vault.close();
  });

  it('shows a key to nobody before it is written', async () => {
    const vault = await openFileKeyVault({ file });
    const asked = vault.keyFor(ada);
    expect(vault.find(ada)).toBeUndefined();
    await asked;
    expect(vault.find(ada)).toBeDefined();
    await vault.close();
  });

  it('keeps no byte of a destroyed key in its file, and a mark in its place', async () => {
    const keys = await vaultOf(ada, ben);
    const vault = await openFileKeyVault({ file });
    await vault.destroy(ada);
    await vault.close();
    expect(await readFile(file, 'latin1')).not.toContain(keys.get(ada)?.toString('base64url'));
    expect((await lines()).map((line) => line.split(' ').slice(0, 2))).toEqual([
      [ben, keys.get(ben)?.toString('base64url')],
      [ada, 'destroyed'],
    ]);
    expect(await readdir(folder)).toEqual(['keys']);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('overwrites the file that a destruction replaces', async () => {
    const keys = await vaultOf(ada);
    const old = await open(file, 'r');
    const vault = await openFileKeyVault({ file });
    await vault.destroy(ada);
    await vault.close();
    const left = await old.readFile();
    await old.close();
    expect(left.length).toBeGreaterThan(0);
    expect(left.every((byte) => byte === 0)).toBe(true);
    expect(left.toString('latin1')).not.toContain(keys.get(ada)?.toString('base64url'));
  });

  it("leaves a hard link, somebody's copy, as it is", async () => {
    await vaultOf(ada, ben);
    const before = await readFile(file, 'latin1');
    await link(file, join(folder, 'copy'));
    const vault = await openFileKeyVault({ file });
    await vault.destroy(ada);
    await vault.close();
    expect(await readFile(join(folder, 'copy'), 'latin1')).toBe(before);
  });

  it('recovers from a crash in the midst of adding a key, at every byte', async () => {
    const keys = await vaultOf(ada, ben);
    const whole = await readFile(file, 'latin1');
    const acknowledged = whole.indexOf('\n', whole.indexOf(ada)) + 1;
    for (let end = acknowledged; end < whole.length; end++) {
      await writeFile(file, whole.slice(0, end), 'latin1');
      const vault = await openFileKeyVault({ file });
      expect(vault.find(ada)).toEqual(new Uint8Array(keys.get(ada) ?? []));
      // Only the line break is missing: the key is whole, and kept.
      if (end === whole.length - 1) expect(vault.find(ben)).toEqual(new Uint8Array(keys.get(ben) ?? []));
      else expect(vault.find(ben)).toBeUndefined();
      const made = await vault.keyFor(cat);
      await vault.close();
      const again = await openFileKeyVault({ file });
      expect([again.find(ada), again.find(cat)]).toEqual([new Uint8Array(keys.get(ada) ?? []), made]);
      await again.close();
    }
  });

  it('recovers from a crash in the midst of replacing the file', async () => {
    const keys = await vaultOf(ada, ben);
    await writeFile(`${file}.new`, 'acta key vault, vers', { mode: 0o600 });
    const vault = await openFileKeyVault({ file });
    await vault.destroy(ada);
    await vault.close();
    const again = await openFileKeyVault({ file });
    expect([again.find(ada), again.find(ben)]).toEqual([undefined, new Uint8Array(keys.get(ben) ?? [])]);
    expect(await readdir(folder)).toEqual(['keys']);
    await again.close();
  });

  it('refuses a file with any one byte altered, and leaves it as it is', async () => {
    await vaultOf(ada, ben);
    const whole = await readFile(file);
    for (let at = 0; at < whole.length; at++) {
      const altered = Buffer.from(whole);
      altered[at] = (altered[at] ?? 0) ^ 1;
      await writeFile(file, altered);
      // A last line without its line break and not whole is what a crash leaves: see above.
      if (at === whole.length - 1) continue;
      await expect(openFileKeyVault({ file })).rejects.toThrow(KeyVaultDamaged);
      expect(Buffer.compare(await readFile(file), altered)).toBe(0);
    }
  });

  it.each([
    ['an empty file', () => ''],
    ['another format', () => '{"keys":[]}\n'],
    ['a newer version', (text: string) => text.replace('version 1', 'version 2')],
  ])('refuses %s', async (_, change) => {
    await vaultOf(ada);
    await writeFile(file, change(await readFile(file, 'latin1')), 'latin1');
    await expect(openFileKeyVault({ file })).rejects.toThrow(
      'its first line should be "acta key vault, version 1"',
    );
  });

  it('names the damaged line and the remedy', async () => {
    await vaultOf(ada, ben);
    await writeFile(file, (await readFile(file, 'latin1')).replace(ben, cat), 'latin1');
    await expect(openFileKeyVault({ file })).rejects.toThrow(
      'line 3 cannot be read. Nothing was changed. Put its newest backup',
    );
  });

  it('refuses a person who is there twice', async () => {
    await vaultOf(ada);
    await appendFile(file, `${(await lines())[0] ?? ''}\n`, 'latin1');
    await expect(openFileKeyVault({ file })).rejects.toThrow('line 3 repeats a person');
  });

  it.each(['keyFor', 'destroy'] as const)(
    'notices at %s that something else has changed the file',
    async (method) => {
      await vaultOf(ada);
      const vault = await openFileKeyVault({ file });
      const other = await openFileKeyVault({ file });
      const key = await other.keyFor(ben);
      await other.close();
      await expect(vault[method](cat)).rejects.toThrow('was changed by something else');
      await expect(vault.keyFor(cat)).rejects.toThrow(KeyVaultUnavailable);
      expect(vault.find(ada)).toBeDefined();
      await vault.close();
      const again = await openFileKeyVault({ file });
      expect([again.find(ben), again.find(cat)]).toEqual([key, undefined]);
      await again.close();
    },
  );

  it('takes no more once a write has failed, and says why', async () => {
    const vault = await openFileKeyVault({ file: join(folder, 'blocked', 'keys') });
    await writeFile(join(folder, 'blocked'), 'a file where a folder should be');
    await expect(vault.keyFor(ada)).rejects.toThrow(/a write to the key vault .* failed \(Error: E/);
    await expect(vault.destroy(ada)).rejects.toThrow(KeyVaultUnavailable);
    expect(vault.find(ada)).toBeUndefined();
    await vault.close();
  });

  it('finishes what was asked before it closes, and takes nothing after', async () => {
    const vault = await openFileKeyVault({ file });
    const asked = vault.keyFor(ada);
    await vault.close();
    expect(await readFile(file, 'latin1')).toContain(ada);
    expect(await asked).toHaveLength(32);
    await expect(vault.keyFor(ben)).rejects.toThrow('is closed');
    const again = await openFileKeyVault({ file });
    expect(again.find(ada)).toEqual(await asked);
    await again.close();
  });

  it('refuses what is not a subject id', async () => {
    const vault = await openFileKeyVault({ file });
    await expect(vault.keyFor('Ada\ndestroyed')).rejects.toThrow('is not a subject id');
    await expect(vault.destroy('')).rejects.toThrow('is not a subject id');
    await vault.close();
  });
});
