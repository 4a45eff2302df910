import { existsSync } from 'node:fs';
import { hasPseudonyms, makePseudonyms } from '@acta/application';
import { openFileKeyReader } from '@acta/files';
import type { Config } from './config.js';
import { dataFolder } from './folder.js';
import { makeDevelopmentIssuer } from './issuing.js';
import { openActa } from './open.js';

/**
 * Makes what serving needs and a folder lacks: an empty record, the key of the subject ids, and the development issuer's
 * where there may be one. Afterwards a process that only reads can tell callers apart.
 * @throws StoreRefused, KeyVaultDamaged, DevelopmentKeyRefused
 */
export async function prepareToServe(config: Config): Promise<void> {
  await makeDevelopmentIssuer(config);
  const keys = openFileKeyReader({ file: config.keys });
  if (existsSync(dataFolder(config).journal) && hasPseudonyms(keys)) return;
  const acta = await openActa(config, { mode: 'write' });
  try {
    await makePseudonyms(acta.vault);
  } finally {
    await acta.close();
  }
}
