import type { FeedRecord } from '@acta/application';
import { type Placed, partitionOf } from './client.js';

/** Of a batch of records and of each record, without its own bytes (the format of record batches, magic 2). */
const BATCH_BYTES = 61;
const RECORD_BYTES = 32;
const HEADER_BYTES = 10;

/** Records by partition, in order, in batches that the topic takes. */
export function placed(
  records: readonly FeedRecord[],
  { topic, partitions, mostBytes }: { topic: string; partitions: number; mostBytes: number },
): Placed[] {
  const batches: Placed[] = [];
  const open = new Map<number, { batch: Placed; bytes: number }>();
  const found = new Map<string, number>();
  for (const record of records) {
    const partition = found.get(record.key) ?? partitionOf(record.key, partitions);
    found.set(record.key, partition);
    const bytes = bytesOf(record);
    let last = open.get(partition);
    if (last === undefined || last.bytes + bytes > mostBytes) {
      last = { batch: { topic, partition, messages: [] }, bytes: BATCH_BYTES };
      open.set(partition, last);
      batches.push(last.batch);
    }
    last.batch.messages.push(record);
    last.bytes += bytes;
  }
  return batches;
}

/** The names of attributes are in ASCII (CloudEvents 1.0, section 3.1). */
function bytesOf({ key, value, headers }: FeedRecord): number {
  let bytes = RECORD_BYTES + Buffer.byteLength(key) + Buffer.byteLength(value);
  for (const [name, text] of Object.entries(headers))
    bytes += HEADER_BYTES + name.length + Buffer.byteLength(text);
  return bytes;
}

/** Why a topic does not take a record; undefined where it does. */
export function tooLarge(
  record: FeedRecord,
  { topic, mostBytes }: { topic: string; mostBytes: number },
): string | undefined {
  const bytes = BATCH_BYTES + bytesOf(record);
  return bytes <= mostBytes
    ? undefined
    : `it takes ${String(bytes)} bytes, and the topic ${topic} at most ${String(mostBytes)}; raise its max.message.bytes`;
}
