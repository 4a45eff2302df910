import { createHmac } from 'node:crypto';
import type { SubjectId } from '@acta/domain';
import type { Identity } from '../ports/authenticator.js';
import type { KeyVault } from '../ports/key-vault.js';
import { uuidOf } from '../ids.js';
import type { Known } from '../commands/execute.js';

/** Under whose key in the vault subject ids are made: nobody's, the log's own. */
const PSEUDONYMS: SubjectId = '00000000-0000-8000-8000-000000000000';

/**
 * The principal whom a token proved. The record knows people by subject ids that name nobody: an HMAC of what the issuer
 * calls them under a key of the vault, so that it is the same at every visit and on every node, and cannot be guessed open.
 */
export async function principalOf(
  { issuer, subject, grants, claimsOffices, expires }: Identity,
  vault: Pick<KeyVault, 'find' | 'keyFor'>,
): Promise<Known> {
  const key = vault.find(PSEUDONYMS) ?? (await vault.keyFor(PSEUDONYMS));
  const digest = createHmac('sha256', key)
    .update(`${String(issuer.length)}:${issuer}${subject}`)
    .digest();
  return {
    subject: uuidOf(digest),
    assurance: 'authenticated',
    grants,
    claimsOffices,
    ...(expires === undefined ? {} : { expires }),
  };
}
