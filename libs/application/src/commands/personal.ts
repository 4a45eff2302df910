import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import type { Person, SubjectId } from '@acta/domain';
import type { KeyVault } from '../ports/key-vault.js';

const PREFIX = 'sealed:';
const FIELDS = ['name', 'email', 'phone'] as const;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals a personal field: AES-256-GCM, the subject id as associated data. The nonce is an HMAC of the text under the
 * person's own key: the same text gives the same bytes, so that a repeated command is known as such, and no nonce ever
 * serves two texts (the idea of RFC 8452, with GCM).
 */
export function seal(key: Uint8Array, subject: SubjectId, text: string): string {
  const iv = createHmac('sha256', key)
    .update('acta personal field\0')
    .update(text)
    .digest()
    .subarray(0, IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(subject));
  const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return PREFIX + sealed.toString('base64url');
}

/** Opens a sealed field. Undefined where the key was destroyed or does not fit. */
export function open(key: Uint8Array | undefined, subject: SubjectId, sealed: string): string | undefined {
  if (key === undefined || !sealed.startsWith(PREFIX)) return undefined;
  const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64url');
  if (bytes.length < IV_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES))
    .setAAD(Buffer.from(subject))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    // Authentication failed: another key, or altered bytes.
    return undefined;
  }
}

/** Gives the name of a person as views show it: undefined where it was erased. */
export function nameOpener(vault: Pick<KeyVault, 'find'>): (person: Person) => string | undefined {
  return ({ subject, name }) => open(vault.find(subject), subject, name);
}

/**
 * A command's data with every person's personal fields sealed: a copy, or the data itself where it names nobody. A person
 * is any object with a `subject` and a `name`, wherever it stands.
 * @throws KeyDestroyed for a person who was erased
 */
export async function sealPersons(data: unknown, vault: Pick<KeyVault, 'keyFor'>): Promise<unknown> {
  const keys = new Map<SubjectId, Uint8Array>();
  for (const subject of subjectsIn(data)) keys.set(subject, await vault.keyFor(subject));
  return keys.size === 0 ? data : sealedWith(keys, data);
}

/** Whom the data names, each once. */
function subjectsIn(data: unknown, into = new Set<SubjectId>()): Set<SubjectId> {
  if (typeof data !== 'object' || data === null) return into;
  if (!Array.isArray(data) && isPerson(data)) into.add(data.subject);
  for (const value of Object.values(data)) subjectsIn(value, into);
  return into;
}

function sealedWith(keys: ReadonlyMap<SubjectId, Uint8Array>, data: unknown): unknown {
  if (Array.isArray(data)) return data.map((item) => sealedWith(keys, item));
  if (typeof data !== 'object' || data === null) return data;
  const copy = Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, sealedWith(keys, value)]),
  );
  if (!isPerson(data)) return copy;
  const key = keys.get(data.subject);
  // Without it a name would go out in clear.
  if (key === undefined) throw new Error(`no key was asked for, for ${data.subject}`);
  for (const field of FIELDS) {
    const value = data[field];
    if (value !== undefined) copy[field] = seal(key, data.subject, value);
  }
  return copy;
}

function isPerson(value: object): value is Person {
  return (
    'subject' in value &&
    typeof value.subject === 'string' &&
    'name' in value &&
    typeof value.name === 'string'
  );
}

/** A copy without any person's personal fields: what may be hashed without a key, since nothing in it can be guessed. */
export function withoutPersonalFields(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(withoutPersonalFields);
  if (typeof data !== 'object' || data === null) return data;
  const person = isPerson(data);
  const kept = Object.entries(data).filter(([name]) => !(person && FIELDS.some((field) => field === name)));
  return Object.fromEntries(kept.map(([name, value]) => [name, withoutPersonalFields(value)]));
}
