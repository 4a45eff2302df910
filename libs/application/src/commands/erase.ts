import type { SubjectId } from '@acta/domain';
import { foldStream } from '@acta/projections';
import { type Log, fromStore, fullName } from '../log.js';
import type { BlobStore } from '../ports/blob-store.js';
import type { Journal } from '../ports/event-store.js';
import type { KeyVault } from '../ports/key-vault.js';

/**
 * Does what an erasure that is recorded asks for: the person's key is destroyed, and the bytes of issued reports that
 * name the person are removed; their hashes stay in the record, and a redacted rendition is given in their place.
 * Repeating it changes nothing. Copies in backups and exports are out of its reach.
 */
export async function erasePerson(
  subject: SubjectId,
  {
    vault,
    journal,
    blobs,
    log,
  }: { vault: Pick<KeyVault, 'destroy'>; journal: Journal; blobs: BlobStore; log: Log },
): Promise<void> {
  await vault.destroy(subject);
  const { position } = journal.head();
  for (const stream of journal.streams(fullName(log, 'report-'), position)) {
    const entries = journal.stream(stream, position).map((stored) => fromStore(stored, log));
    const issue = foldStream('report', entries).submitted?.value.issue;
    if (issue?.persons?.includes(subject) === true)
      for (const { sha256 } of issue.renditions) await blobs.remove(sha256);
  }
}
