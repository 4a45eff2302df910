import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { type ImportReport, holderOfTheFolder, importFile } from '@acta/application';
import type { Caller } from '@acta/domain';
import type { Acta } from '@acta/runtime';

/** The sample that comes with the project. */
export const sampleFile = join(import.meta.dirname, '../../../samples/cwg-cop.ndjson');

/** A caller as a command line is one. */
export const someone: Caller = {
  subject: randomUUID(),
  assurance: 'asserted',
  actingAs: { role: 'secretariat' },
};

/** The same, as whoever holds the data folder. */
export const holder = holderOfTheFolder(someone.subject);

export function importSample(acta: Acta): Promise<ImportReport> {
  return importFile(sampleFile, someone, acta);
}
