import type { SqliteStore } from '@acta/sqlite';

/** What a child was told is stored: event id → its place. */
export type Acknowledged = Map<string, { stream: string; revision: bigint }>;

/** What the lines `stream revision id` of a child say. */
export function acknowledgedBy(lines: readonly string[]): Acknowledged {
  const acknowledged: Acknowledged = new Map();
  for (const line of lines) {
    const [, stream, revision, id] = /^(\S+) (\d+) ([0-9a-f-]{36})$/.exec(line) ?? [];
    if (stream !== undefined && revision !== undefined && id !== undefined)
      acknowledged.set(id, { stream, revision: BigInt(revision) });
  }
  return acknowledged;
}

/** Everything that is wrong with what a store holds; nothing where all is well. */
export async function faultsOf(store: SqliteStore, acknowledged: Acknowledged): Promise<string[]> {
  const faults: string[] = [];
  const seen = new Set<string>();
  const revisions = new Map<string, bigint>();
  let found = 0;
  let position = 0;
  for await (const { event } of store.readAll()) {
    position++;
    if (event.position !== position)
      faults.push(`position ${event.position} stands where ${position} should`);
    const revision = (revisions.get(event.stream) ?? -1n) + 1n;
    revisions.set(event.stream, revision);
    if (event.revision !== revision)
      faults.push(`${event.stream}: ${event.revision} stands where ${revision} should`);
    const { metadata } = JSON.parse(event.body) as { metadata: { id: string } };
    if (seen.has(metadata.id)) faults.push(`${metadata.id} is there twice`);
    seen.add(metadata.id);
    const promised = acknowledged.get(metadata.id);
    if (promised === undefined) continue;
    found++;
    if (promised.stream !== event.stream || promised.revision !== event.revision)
      faults.push(
        `${metadata.id} is at ${event.stream} ${event.revision}, not at ${promised.stream} ${promised.revision}`,
      );
  }
  if (found !== acknowledged.size)
    faults.push(`${acknowledged.size - found} acknowledged events are missing`);
  const { journalMode, synchronous } = await store.durability();
  if (journalMode !== 'wal' || synchronous !== 2)
    faults.push(`reads back journal_mode ${journalMode}, synchronous ${synchronous}`);
  return faults;
}
