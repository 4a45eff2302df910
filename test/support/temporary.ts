import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, loadConfig } from '@acta/runtime';
import { settingsOf } from './on-store.js';

/** A configuration on a folder of its own, and its end. */
export interface Temporary {
  config: Config;
  folder: string;
  remove(): void;
}

export function temporaryFolder(): Temporary {
  return temporaryWith(settingsOf);
}

/** The same, whose log is in the folder wherever else the tests keep theirs. */
export function embeddedFolder(): Temporary {
  return temporaryWith(() => ({}));
}

function temporaryWith(settingsOf: (data: string) => Readonly<Record<string, string>>): Temporary {
  const folder = mkdtempSync(join(tmpdir(), 'acta-'));
  const data = join(folder, 'data');
  return {
    config: loadConfig({ ACTA_DATA: data, ...settingsOf(data) }),
    folder,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
