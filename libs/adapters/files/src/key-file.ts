import type { SubjectId } from '@acta/domain';
import { createHash } from 'node:crypto';

/** What the file says of a person: a key, or that it was destroyed. */
type KeyRecord = { subject: SubjectId; key: Uint8Array } | { subject: SubjectId; destroyed: true };

export interface KeyFile {
  records: KeyRecord[];
  /** Whether the file ends with a whole line. If not, it must be replaced before anything is added to it. */
  whole: boolean;
}

/** The vault's file cannot be trusted. Nothing was written to it. */
export class KeyVaultDamaged extends Error {
  override readonly name = 'KeyVaultDamaged';
}

export const KEY_BYTES = 32;
export const SUBJECT = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const HEADER = 'acta key vault, version 1';
const DESTROYED = 'destroyed';

/** The whole file: a header, then one line a person: subject, key in base64url or the word `destroyed`, checksum. */
export function formatKeyFile(
  keys: ReadonlyMap<SubjectId, Uint8Array>,
  destroyed: Iterable<SubjectId>,
): string {
  return `${HEADER}\n${formatRecords(keys, destroyed)}`;
}

/** Lines to add at the end of the file. */
export function formatRecords(
  keys: ReadonlyMap<SubjectId, Uint8Array>,
  destroyed: Iterable<SubjectId>,
): string {
  let text = '';
  for (const [subject, key] of keys) text += formatRecord(subject, Buffer.from(key).toString('base64url'));
  for (const subject of destroyed) text += formatRecord(subject, DESTROYED);
  return text;
}

function formatRecord(subject: SubjectId, value: string): string {
  return `${subject} ${value} ${checksum(subject, value)}\n`;
}

/**
 * Reads a vault's file. What follows the last line break is a write that a crash has cut off, and so was acknowledged to
 * nobody: it counts if it is whole, or else is left out. Any other fault is damage.
 * @throws KeyVaultDamaged with the line and the remedy
 */
export function parseKeyFile(text: string, file: string): KeyFile {
  const [header, ...lines] = text.split('\n');
  const tail = lines.pop();
  if (header !== HEADER || tail === undefined)
    throw new KeyVaultDamaged(
      `${file} is not a key vault that this version reads: its first line should be "${HEADER}". Nothing was changed.`,
    );
  const last = parseRecord(tail);
  const records = lines.map((line, i) => parseRecord(line) ?? refuse(file, i + 2, 'cannot be read'));
  if (last !== undefined) records.push(last);
  const seen = new Set<SubjectId>();
  records.forEach(({ subject }, i) => {
    if (seen.has(subject)) refuse(file, i + 2, 'repeats a person');
    seen.add(subject);
  });
  return { records, whole: tail === '' };
}

function refuse(file: string, line: number, fault: string): never {
  throw new KeyVaultDamaged(
    `the key vault ${file} is damaged: line ${line} ${fault}. Nothing was changed. ` +
      'Put its newest backup in place; erasures recorded since then are applied again at the start.',
  );
}

function parseRecord(line: string): KeyRecord | undefined {
  const [subject, value, sum, ...more] = line.split(' ');
  if (subject === undefined || value === undefined || more.length > 0 || !SUBJECT.test(subject))
    return undefined;
  if (sum !== checksum(subject, value)) return undefined;
  if (value === DESTROYED) return { subject, destroyed: true };
  const key = Buffer.from(value, 'base64url');
  return key.length === KEY_BYTES ? { subject, key: Uint8Array.from(key) } : undefined;
}

/** Against damage, not against forgery: whoever can write the file has the keys. */
function checksum(subject: SubjectId, value: string): string {
  return createHash('sha256').update(`${subject} ${value}`).digest('hex').slice(0, 16);
}
