// What was published of the schemas of events: `schemas/published.json` keeps a digest of each, so that a change is found
// although its type was changed with it.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What a schema admits, its descriptions left out. */
function shape(content) {
  return JSON.stringify(
    JSON.parse(content, (key, value) =>
      key === 'description' && typeof value === 'string' ? undefined : value,
    ),
  );
}

const digestOf = (content) => createHash('sha256').update(shape(content)).digest('hex');

/** Digests of what is published in a folder of schemas, by file. */
export function publishedIn(folder) {
  const file = join(folder, 'published.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/** The digests with those of the files that are there now. */
export function publishedNow(folder) {
  return Object.fromEntries(
    ['events', 'feed'].flatMap((kind) =>
      readdirSync(join(folder, kind))
        .sort()
        .map((name) => [`${kind}/${name}`, digestOf(readFileSync(join(folder, kind, name), 'utf8'))]),
    ),
  );
}

/** Published files that are gone, or do not say any more what was published. */
export function brokenIn(folder) {
  return Object.entries(publishedIn(folder)).flatMap(([file, digest]) => {
    const path = join(folder, file);
    if (!existsSync(path)) return [`schemas/${file} is missing: a published schema is never deleted`];
    return digestOf(readFileSync(path, 'utf8')) === digest
      ? []
      : [`schemas/${file} is published and was changed: restore it; a change takes a new version beside it`];
  });
}

/**
 * Whether what a published schema said may give way to what its type says now. As events are stored, never. As the feed
 * carries them, fields may come that need not be there: consumers ignore what they do not know.
 */
export function mayFollow(file, before, after) {
  return (
    shape(before) === shape(after) || (/^feed\//.test(file) && isGrown(JSON.parse(before), JSON.parse(after)))
  );
}

/** What may have more entries than before: those that are there may only grow. */
const GROWING = ['properties', 'definitions'];
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

function isGrown(before, after) {
  if (!isObject(before) || !isObject(after))
    return shape(JSON.stringify(before ?? null)) === shape(JSON.stringify(after ?? null));
  const keys = Object.keys({ ...before, ...after }).filter((key) => key !== 'description');
  return keys.every((key) =>
    GROWING.includes(key)
      ? Object.entries(before[key] ?? {}).every(([name, each]) => isGrown(each, after[key]?.[name]))
      : isGrown(before[key], after[key]),
  );
}
