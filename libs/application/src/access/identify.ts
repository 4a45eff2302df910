import { createHmac } from 'node:crypto';
import type { SubjectId } from '@acta/domain';
import type { Identity } from '../ports/authenticator.js';
import type { KeyVault } from '../ports/key-vault.js';
import { uuidOf } from '../ids.js';
import type { Known } from '../commands/execute.js';

/** Under whose key in the vault subject ids are made: nobody's, the log's own. */
const PSEUDONYMS: SubjectId = '00000000-0000-8000-8000-000000000000';

/** Whether subject ids can be made: a process that only reads the vault cannot make their key. */
export function hasPseudonyms(vault: Pick<KeyVault, 'find'>): boolean {
  return vault.find(PSEUDONYMS) !== undefined;
}

/** Makes the key of the subject ids, where there is none yet. */
export async function makePseudonyms(vault: Pick<KeyVault, 'keyFor'>): Promise<void> {
  await vault.keyFor(PSEUDONYMS);
}

/**
 * The principal whom a token proved. The record knows people by subject ids that name nobody: an HMAC of what the issuer
 * calls them under a key of the vault, so that it is the same at every visit and on every node, and cannot be guessed open.
 */
export async function principalOf(
  { issuer, subject, grants, claimsOffices }: Identity,
  vault: Pick<KeyVault, 'find' | 'keyFor'>,
): Promise<Known> {
  const key = vault.find(PSEUDONYMS) ?? (await vault.keyFor(PSEUDONYMS));
  const digest = createHmac('sha256', key)
    .update(`${String(issuer.length)}:${issuer}${subject}`)
    .digest();
  return { subject: uuidOf(digest), assurance: 'authenticated', grants, claimsOffices };
}
