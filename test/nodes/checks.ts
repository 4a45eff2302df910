import type { StoredEvent } from '@acta/application';
import { groupOf } from '@acta/domain';
import { openSqliteReplica } from '@acta/sqlite';
import { EventStoreDBClient, StreamNotFoundError } from '@eventstore/db-client';
import type { Acknowledged } from './callers.js';

/** What is read of an event here. */
interface Read {
  type: string;
  metadata: { id: string; commandId: string };
  data: { ordinal?: number; number?: string; text?: { text: string } };
}

/** An event of a node's journal. */
export interface Entry extends Pick<StoredEvent, 'position' | 'stream' | 'revision' | 'body'> {
  read: Read;
}

/** Everything that a node's journal holds. */
export async function entriesOf(file: string, prefix: string): Promise<Entry[]> {
  const replica = await openSqliteReplica({ file, mode: 'read', prefix, groupOf, source: 'esdb' });
  try {
    const events = replica.journal.after(0, replica.journal.head().position);
    return events.map((event) => ({ ...event, read: JSON.parse(event.body) as Read }));
  } finally {
    await replica.close();
  }
}

/** That positions and the revisions of each stream count without gaps. */
export function gapsIn(entries: readonly Entry[]): string[] {
  const faults: string[] = [];
  const revisions = new Map<string, bigint>();
  for (const [i, { position, stream, revision }] of entries.entries()) {
    if (position !== i + 1) faults.push(`position ${String(position)} stands where ${String(i + 1)} should`);
    const expected = (revisions.get(stream) ?? -1n) + 1n;
    if (revision !== expected)
      faults.push(`${stream}: ${String(revision)} stands where ${String(expected)} should`);
    revisions.set(stream, revision);
  }
  return faults;
}

/** That each command is there once, where and as it was acknowledged. */
export function lostOrDoubled(
  entries: readonly Entry[],
  acknowledged: readonly Acknowledged[],
  prefix: string,
): string[] {
  const faults: string[] = [];
  const byCommand = Map.groupBy(entries, ({ read }) => read.metadata.commandId);
  for (const [commandId, events] of byCommand)
    if (events.length !== 1) faults.push(`the command ${commandId} is there ${String(events.length)} times`);
  for (const { commandId, stream, position, revision, eventIds } of acknowledged) {
    const event = byCommand.get(commandId)?.[0];
    const found =
      event === undefined
        ? 'nowhere'
        : `${event.stream} ${String(event.revision)} ${String(event.position)} ${event.read.metadata.id}`;
    const told = `${prefix}${stream} ${String(revision)} ${String(position)} ${eventIds.join(' ')}`;
    if (found !== told) faults.push(`${commandId} was acknowledged at ${told}, and is at ${found}`);
  }
  const given = new Set(acknowledged.map((each) => each.commandId));
  for (const commandId of byCommand.keys())
    if (!given.has(commandId)) faults.push(`the command ${commandId} was never acknowledged`);
  return faults;
}

/** That no number is taken twice. */
export function numberedTwice(entries: readonly Entry[]): string[] {
  const seen = new Set<string>();
  return entries.flatMap(({ stream, read: { type, data } }) => {
    if (type !== 'outcome-recorded' && type !== 'contribution-submitted') return [];
    const number = `${stream} ${type} ${String(data.ordinal ?? data.number)}`;
    if (seen.has(number)) return [`${number} is there twice`];
    seen.add(number);
    return [];
  });
}

/** That each revision of a chained outcome was made of the one before it. */
export function brokenLinks(entries: readonly Entry[], stream: string): string[] {
  let before = '';
  return entries.flatMap(({ stream: name, position, read: { type, data } }) => {
    if (name !== stream || (type !== 'outcome-recorded' && type !== 'outcome-revised')) return [];
    const [own = '', seen] = data.text?.text.split(' after ') ?? [];
    const fault =
      type === 'outcome-revised' && seen !== before
        ? [`position ${String(position)} says that it saw ${String(seen)}, and it stands after ${before}`]
        : [];
    before = own;
    return fault;
  });
}

/** What differs between two journals. */
export function differences(one: readonly Entry[], other: readonly Entry[]): string[] {
  const faults =
    one.length === other.length ? [] : [`${String(one.length)} and ${String(other.length)} events`];
  const first = one.find(({ stream, revision, body }, i) => {
    const twin = other[i];
    return twin?.stream !== stream || twin.revision !== revision || twin.body !== body;
  });
  if (first !== undefined) faults.push(`the journals differ from position ${String(first.position)} on`);
  return faults;
}

/**
 * That the store's own streams hold what the journal does, read by the vendor's client alone.
 * @param remove whether they are deleted then
 */
export async function differencesFromStore(
  entries: readonly Entry[],
  { connectionString, remove }: { connectionString: string; remove: boolean },
): Promise<string[]> {
  const client = EventStoreDBClient.connectionString(connectionString);
  const faults: string[] = [];
  try {
    for (const [stream, own] of Map.groupBy(entries, (entry) => entry.stream)) {
      const ids = await idsIn(client, stream);
      if (ids.join() !== own.map(({ read }) => read.metadata.id).join())
        faults.push(
          `${stream} holds ${String(ids.length)} events in the store, ${String(own.length)} in the journal, or others`,
        );
      // Whatever the account may not delete is left: nobody else has the prefix.
      if (remove) await client.deleteStream(stream).catch(() => undefined);
    }
    return faults;
  } finally {
    await client.dispose();
  }
}

async function idsIn(client: EventStoreDBClient, stream: string): Promise<string[]> {
  const ids: string[] = [];
  try {
    for await (const { event } of client.readStream(stream)) if (event !== undefined) ids.push(event.id);
  } catch (error) {
    if (!(error instanceof StreamNotFoundError)) throw error;
  }
  return ids;
}
