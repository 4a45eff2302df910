import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, loadConfig } from '@acta/runtime';

/** A configuration on a folder of its own, and its end. */
export interface Temporary {
  config: Config;
  folder: string;
  remove(): void;
}

export function temporaryFolder(): Temporary {
  const folder = mkdtempSync(join(tmpdir(), 'acta-'));
  return {
    config: loadConfig({ ACTA_DATA: join(folder, 'data') }),
    folder,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
