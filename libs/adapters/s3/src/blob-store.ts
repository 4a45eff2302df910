import {
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { BlobCorrupt, type BlobStore } from '@acta/application';
import type { Sha256 } from '@acta/domain';
import { createHash } from 'node:crypto';
import { type ReadStream, createReadStream } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import {
  BlobStoreRefused,
  type Place,
  isTransient,
  undefinedIfAbsent,
  undefinedIfNotImplemented,
  worded,
} from './refused.js';
import { type Spooled, removeStale, spool } from './spool.js';

export interface S3Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface S3BlobStoreOptions {
  /** `https://host:port`; absent: Amazon's for the region. */
  endpoint?: string;
  region: string;
  /** Exists, keeps no versions (else what is removed would stay), and lists names in order, as all but directory buckets do. */
  bucket: string;
  /** What the objects' names begin with, without the last slash; empty: nothing. A document is at `<prefix>/<SHA-256>`. */
  prefix: string;
  credentials: S3Credentials;
  /** The bucket as part of the path and not of the host's name; most stores other than Amazon's need it. */
  forcePathStyle: boolean;
  /** A folder of this machine's disk, as private as the data folder: a document that arrives in pieces waits there until it is whole. */
  spoolFolder: string;
  /** Milliseconds since the epoch; tells a file that a crash has left from one being written. */
  now?: () => number;
}

const SHA256 = /^[0-9a-f]{64}$/;
const CONNECT_MS = 5_000;
const SILENCE_MS = 30_000;
const ATTEMPTS = 3;
const RETRY_MS = 200;

/**
 * A BlobStore in a bucket of Amazon S3 or of what speaks its API, for several nodes of one log; a single node needs none,
 * a folder does (`@acta/files`). What is lost to the network or to a busy server is tried three times.
 *
 * A document is sent under its hash in one request, which states the hash: the store takes all of it, verified, or nothing.
 * So a crash leaves nothing in the bucket, and at most a file in the spool folder, which a later opening removes. One
 * request holds at most 5 GiB (Amazon S3).
 * @throws BlobStoreRefused, BlobStoreUnavailable
 */
export async function openS3BlobStore(options: S3BlobStoreOptions): Promise<BlobStore> {
  const { bucket, prefix, spoolFolder, now = Date.now } = options;
  const start = prefix === '' ? '' : `${prefix}/`;
  const client = clientFor(options);
  const place = placeOf(options);
  const nameOf = (sha256: Sha256): string => `${start}${checked(sha256)}`;
  const asked = async <T>(request: () => Promise<T>): Promise<T> => {
    try {
      return await request();
    } catch (error) {
      throw worded(error, place);
    }
  };
  await asked(() => admit(client, place, start));
  await removeStale(spoolFolder, now());

  return {
    async put(bytes) {
      const sha256 = digest(bytes);
      await asked(() => client.send(putCommand({ bucket, name: nameOf(sha256), sha256, body: bytes })));
      return sha256;
    },

    putStream: (bytes) =>
      spool(bytes, spoolFolder, async ({ file, sha256, size }) => {
        await asked(() => sendFile(client, { bucket, name: nameOf(sha256), file, sha256, size }));
        return { sha256, size };
      }),

    async get(sha256) {
      const name = nameOf(sha256);
      const bytes = await asked(async () => {
        const found = await client
          .send(new GetObjectCommand({ Bucket: bucket, Key: name }))
          .catch(undefinedIfAbsent);
        return found?.Body?.transformToByteArray();
      });
      if (bytes !== undefined && digest(bytes) !== sha256) throw new BlobCorrupt(sha256);
      return bytes;
    },

    async has(sha256) {
      const name = nameOf(sha256);
      const head = await asked(() =>
        client.send(new HeadObjectCommand({ Bucket: bucket, Key: name })).catch(undefinedIfAbsent),
      );
      return head !== undefined;
    },

    async remove(sha256) {
      const name = nameOf(sha256);
      await asked(() => client.send(new DeleteObjectCommand({ Bucket: bucket, Key: name })));
    },

    async *list() {
      let after: string | undefined;
      do {
        const { Contents = [], NextContinuationToken } = await asked(() =>
          client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: start, ContinuationToken: after })),
        );
        for (const { Key = '' } of Contents) {
          const sha256 = Key.slice(start.length);
          if (SHA256.test(sha256)) yield sha256;
        }
        after = NextContinuationToken;
      } while (after !== undefined);
    },
  };
}

const silent = (): void => undefined;

function clientFor({ endpoint, region, credentials, forcePathStyle }: S3BlobStoreOptions): S3Client {
  return new S3Client({
    ...(endpoint === undefined ? {} : { endpoint }),
    region,
    credentials,
    forcePathStyle,
    maxAttempts: ATTEMPTS,
    // The signed hash is the checksum, which every store verifies; some refuse the newer ones.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // It would warn that it does not send a stream twice: `sendFile` does.
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: SILENCE_MS },
  });
}

function placeOf({ endpoint, region, bucket }: S3BlobStoreOptions): Place {
  return { at: `${endpoint ?? `S3 in ${region}`}, bucket "${bucket}"`, bucket, region };
}

/** Sees that the bucket can be used, and keeps nothing of what is removed. */
async function admit(client: S3Client, { at, bucket }: Place, prefix: string): Promise<void> {
  await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: 1 }));
  const versioning = await client
    .send(new GetBucketVersioningCommand({ Bucket: bucket }))
    .catch(undefinedIfNotImplemented);
  if (versioning?.Status !== 'Enabled') return;
  throw new BlobStoreRefused(
    `the document store ${at} keeps versions, so that what names an erased person would stay after its removal; ` +
      'suspend versioning and remove the older versions, or use another bucket',
  );
}

function checked(sha256: Sha256): Sha256 {
  if (SHA256.test(sha256)) return sha256;
  throw new RangeError(`"${sha256}" is not a SHA-256: 64 hexadecimal digits in lower case would be`);
}

interface Put {
  bucket: string;
  name: string;
  sha256: Sha256;
}

/** A request that states the hash of its body, signed: the store refuses a body with another, and one that breaks off. */
function putCommand({
  bucket,
  name,
  sha256,
  body,
  size,
}: Put & { body: Uint8Array | ReadStream; size?: number }): PutObjectCommand {
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: name,
    Body: body,
    ContentLength: size,
    ContentType: 'application/octet-stream',
  });
  command.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      headers['x-amz-content-sha256'] = sha256;
      return next(args);
    },
    { step: 'build', name: 'statedHash' },
  );
  return command;
}

/** The client does not send a stream twice; a file can be read again. */
async function sendFile(
  client: S3Client,
  { file, size, ...put }: Put & Omit<Spooled, 'sha256'>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const body = createReadStream(file);
    try {
      await client.send(putCommand({ ...put, body, size }));
      return;
    } catch (error) {
      if (attempt === ATTEMPTS || !isTransient(error)) throw error;
      await setTimeout(RETRY_MS * attempt);
    } finally {
      body.destroy();
    }
  }
}

function digest(bytes: Uint8Array): Sha256 {
  return createHash('sha256').update(bytes).digest('hex');
}
