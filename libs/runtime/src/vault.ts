import type { KeyVault } from '@acta/application';
import { openFileKeyReader, openFileKeyVault } from '@acta/files';
import type { PostgresKeyVaultOptions } from '@acta/postgres';
import type { Config } from './config.js';
import { readPrivate } from './private-file.js';
import { ConfigRefused, isDatabase } from './setting.js';

/** The vault that is configured: a file, or a database that several nodes share. */
export async function openVault(config: Config, mode: 'write' | 'read'): Promise<KeyVault> {
  const { keys } = config;
  if (!isDatabase(keys)) return mode === 'write' ? openFileKeyVault({ file: keys }) : readingVault(keys);
  const { openPostgresKeyVault } = await import('@acta/postgres');
  return openPostgresKeyVault({ ...vaultInDatabase(config), mode });
}

/** What opens the vault in a database. @throws ConfigRefused */
export function vaultInDatabase({
  keys,
  log,
  keysWrappedWith,
}: Config): Omit<PostgresKeyVaultOptions, 'mode'> {
  return {
    url: keys,
    log,
    ...(keysWrappedWith === undefined ? {} : { keyEncryptionKey: readKeyEncryptionKey(keysWrappedWith) }),
  };
}

function readKeyEncryptionKey(file: string): Uint8Array {
  const text = readPrivate(file).trim();
  const key = Buffer.from(text, 'base64');
  if (key.length === 32 && key.toString('base64') === text) return key;
  throw new ConfigRefused(
    `${file} holds no key of 32 bytes in base64; make one with: openssl rand -base64 32`,
  );
}

/** Beside the process that writes: keys are looked up as the file has them, none is made and none destroyed. */
function readingVault(file: string): KeyVault {
  const refuse = (): Promise<never> => Promise.reject(new Error('the record is open for reading only'));
  const done = (): Promise<void> => Promise.resolve();
  return { ...openFileKeyReader({ file }), keyFor: refuse, destroy: refuse, refresh: done, close: done };
}
