import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { type BlobStore, BlobStoreUnavailable } from '@acta/application';
import { type Line, blobStoreContract, describeOnServer, layLine } from '@acta/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type S3BlobStoreOptions, openS3BlobStore } from './blob-store.js';
import { BlobStoreRefused } from './refused.js';

const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** What a server's address says, and a bucket of one's own there. */
async function makeBucket(server: string): Promise<{
  options: S3BlobStoreOptions;
  client: S3Client;
  names(): Promise<string[]>;
  remove(): Promise<void>;
}> {
  const { origin, username, password } = new URL(server);
  const spoolFolder = await mkdtemp(join(tmpdir(), 'acta-spool-'));
  const bucket = `acta-${randomBytes(6).toString('hex')}`;
  const reach = {
    endpoint: origin,
    region: 'us-east-1',
    credentials: { accessKeyId: username, secretAccessKey: password },
    forcePathStyle: true,
  };
  const client = new S3Client({ ...reach, requestChecksumCalculation: 'WHEN_REQUIRED' });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const names = async (): Promise<string[]> => {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
    return Contents.map(({ Key = '' }) => Key);
  };
  return {
    options: { ...reach, bucket, prefix: 'group/documents', spoolFolder },
    client,
    names,
    async remove() {
      for (const Key of await names()) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
      await client.send(new DeleteBucketCommand({ Bucket: bucket }));
      client.destroy();
      await rm(spoolFolder, { recursive: true, force: true });
    },
  };
}

describeOnServer('on S3', 'ACTA_TEST_S3', (server) => {
  for (const prefix of ['group/documents', ''])
    blobStoreContract(`S3BlobStore, prefix "${prefix}"`, async () => {
      const { options, client, remove } = await makeBucket(server);
      const { bucket } = options;
      return {
        open: () => openS3BlobStore({ ...options, prefix }),
        async damage(sha256) {
          const Key = prefix === '' ? sha256 : `${prefix}/${sha256}`;
          await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: text('something else') }));
        },
        remove,
      };
    });
});

describeOnServer('S3BlobStore', 'ACTA_TEST_S3', (server) => {
  let bucket: Awaited<ReturnType<typeof makeBucket>>;
  let line: Line | undefined;

  beforeEach(async () => {
    bucket = await makeBucket(server);
  });

  afterEach(async () => {
    await line?.close();
    line = undefined;
    await bucket.remove();
  });

  const open = (options: Partial<S3BlobStoreOptions> = {}): Promise<BlobStore> =>
    openS3BlobStore({ ...bucket.options, ...options });

  const refusal = async (options: Partial<S3BlobStoreOptions>): Promise<Error> => {
    const outcome = await open(options).catch((error: unknown) => error as Error);
    if (outcome instanceof Error) return outcome;
    throw new Error('it was opened');
  };

  /** The store's endpoint through a line that can be cut. */
  const overLine = async (): Promise<{ endpoint: string; line: Line }> => {
    line = await layLine(Number(new URL(server).port));
    return { endpoint: `http://127.0.0.1:${line.port}`, line };
  };

  async function* pieces(count: number): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < count; i++) yield await Promise.resolve(new Uint8Array(1_000_000).fill(i));
  }

  it('takes a document of 64 MB in pieces and holds few of them in memory', async () => {
    const store = await open();
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    collect();
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    async function* watched(): AsyncGenerator<Uint8Array> {
      let count = 0;
      for await (const piece of pieces(64)) {
        yield piece;
        if (++count % 16 !== 0) continue;
        collect();
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      }
    }
    const { sha256, size } = await store.putStream(watched());
    expect(size).toBe(64_000_000);
    expect(await store.has(sha256)).toBe(true);
    // What is collected is given back a little later: some pieces may still count, not half of them.
    expect(most).toBeLessThan(size / 2);
    expect(await readdir(bucket.options.spoolFolder)).toEqual([]);
  });

  it('lists more than one answer holds, in order, and what is not ours not at all', async () => {
    const { bucket: Bucket, prefix } = bucket.options;
    const hashes = Array.from({ length: 1_005 }, (_, i) => hashOf(text(String(i))));
    for (const Key of [
      ...hashes.map((sha256) => `${prefix}/${sha256}`),
      `${prefix}/notes.txt`,
      hashes[0],
      `${prefix}x/${hashOf(text('another'))}`,
    ])
      await bucket.client.send(new PutObjectCommand({ Bucket, Key, Body: text('') }));
    const listed: string[] = [];
    for await (const sha256 of (await open()).list()) listed.push(sha256);
    expect(listed).toEqual([...hashes].sort());
    const all = new ListObjectsV2Command({ Bucket });
    for (let { Contents = [] } = await bucket.client.send(all); Contents.length > 0;) {
      for (const { Key } of Contents) await bucket.client.send(new DeleteObjectCommand({ Bucket, Key }));
      ({ Contents = [] } = await bucket.client.send(all));
    }
  });

  it('leaves nothing readable when the process is killed in the middle of a stream', async () => {
    const here = new URL('./index.js', import.meta.url).href;
    const code = `
      const { openS3BlobStore } = await import(${JSON.stringify(here)});
      const store = await openS3BlobStore(${JSON.stringify(bucket.options)});
      async function* pieces() {
        yield new Uint8Array(1_000_000);
        console.log('half');
        await new Promise((resolve) => setTimeout(resolve, 60_000));
      }
      await store.putStream(pieces());`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await bucket.names()).toEqual([]);
    const { spoolFolder } = bucket.options;
    const [left = ''] = await readdir(spoolFolder);
    expect(left).toMatch(/\.tmp$/);
    await open();
    expect(await readdir(spoolFolder)).toEqual([left]);
    await open({ now: () => Date.now() + 2 * 60 * 60 * 1000 });
    expect(await readdir(spoolFolder)).toEqual([]);
  });

  it('leaves nothing readable when the line is cut in the middle of an upload', async () => {
    const { endpoint, line } = await overLine();
    const store = await open({ endpoint });
    line.cutAfter(2_000_000);
    await expect(store.putStream(pieces(8))).rejects.toThrow(BlobStoreUnavailable);
    await expect(store.put(new Uint8Array(8_000_000))).rejects.toThrow(
      /does not answer .*; see that it runs/,
    );
    expect(await bucket.names()).toEqual([]);
    line.mend();
    const { sha256 } = await store.putStream(pieces(8));
    expect(await bucket.names()).toEqual([`group/documents/${sha256}`]);
  });

  it('goes on when the line is back within its attempts', async () => {
    const { endpoint, line } = await overLine();
    const store = await open({ endpoint });
    line.cut();
    const sent = store.putStream(pieces(3));
    setTimeout(() => line.mend(), 300);
    expect((await sent).size).toBe(3_000_000);
  });

  it('refuses bytes that the network has altered', async () => {
    const { bucket: Bucket } = bucket.options;
    const altered = new PutObjectCommand({ Bucket, Key: 'altered', Body: 'as sent' });
    altered.middlewareStack.add(
      (next) => (args) => {
        const { headers } = args.request as { headers: Record<string, string> };
        headers['x-amz-content-sha256'] = hashOf(text('as meant'));
        return next(args);
      },
      { step: 'build' },
    );
    await expect(bucket.client.send(altered)).rejects.toThrow();
    expect(await bucket.names()).toEqual([]);
  });

  it('refuses what is no hash', async () => {
    await expect((await open()).get('../secret')).rejects.toThrow('is not a SHA-256');
  });

  const at = (): string => `${bucket.options.endpoint ?? ''}, bucket "${bucket.options.bucket}"`;

  it.each<[string, Partial<S3BlobStoreOptions['credentials']>, string]>([
    ['secret', { secretAccessKey: 'not-it' }, 'SignatureDoesNotMatch'],
    ['key', { accessKeyId: 'nobody' }, 'InvalidAccessKeyId'],
  ])('refuses a wrong %s', async (_, wrong, code) => {
    const refused = await refusal({ credentials: { ...bucket.options.credentials, ...wrong } });
    expect(refused).toBeInstanceOf(BlobStoreRefused);
    expect(refused.message).toBe(
      `the document store ${at()}: it refuses the credentials; correct the access key and its secret, and see that they have not expired (${code})`,
    );
  });

  it('refuses a bucket that does not exist', async () => {
    const refused = await refusal({ bucket: 'acta-absent' });
    expect(refused).toBeInstanceOf(BlobStoreRefused);
    expect(refused.message).toMatch(
      /it has no bucket "acta-absent"; make it, or correct the name \(NoSuchBucket\)$/,
    );
  });

  it('tells that no server answers', async () => {
    const { endpoint, line: laid } = await overLine();
    await laid.close();
    line = undefined;
    const refused = await refusal({ endpoint });
    expect(refused).toBeInstanceOf(BlobStoreUnavailable);
    // The client takes an error of jest's outer realm for none, and wraps it.
    expect(refused.message.replace('AWS SDK error wrapper for Error: ', '')).toBe(
      `the document store ${endpoint}, bucket "${bucket.options.bucket}" does not answer (connect ECONNREFUSED ${endpoint.slice(7)}); ` +
        'see that it runs and can be reached from here, or correct its endpoint',
    );
  });
});

describe('S3BlobStore on a fake server', () => {
  let server: Server;
  let spoolFolder: string;
  let answer: { status: number; body: string };

  beforeEach(async () => {
    spoolFolder = await mkdtemp(join(tmpdir(), 'acta-spool-'));
    server = createServer((_, response) => {
      response.writeHead(answer.status, { 'content-type': 'application/xml' }).end(answer.body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await rm(spoolFolder, { recursive: true, force: true });
  });

  const open = (): Promise<BlobStore> =>
    openS3BlobStore({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'eu-west-1',
      bucket: 'record',
      prefix: '',
      credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
      forcePathStyle: true,
      spoolFolder,
    });

  const failed = (code: string): string =>
    `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`;

  it('refuses a bucket that keeps what is removed', async () => {
    const body = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';
    answer = { status: 200, body };
    await expect(open()).rejects.toThrow(
      /keeps versions, .*; suspend versioning and remove the older versions/,
    );
  });

  it.each([
    [403, 'AccessDenied', /do not allow what is needed in "record"; allow s3:GetObject/],
    [400, 'ExpiredToken', /refuses the credentials; .* not expired/],
    [301, 'PermanentRedirect', /"record" is not in the region "eu-west-1"; correct the region/],
    [400, 'AuthorizationHeaderMalformed', /"record" is not in the region "eu-west-1"/],
    [405, 'MethodNotAllowed', /refused a request \(MethodNotAllowed: no\)/],
    [503, 'SlowDown', /does not answer \(no\); see that it runs/],
  ])('words %i %s', async (status, code, message) => {
    answer = { status, body: failed(code) };
    await expect(open()).rejects.toThrow(message);
  });

  it('removes spooled files that a crash has left, and none that may be in use or is not ours', async () => {
    answer = { status: 200, body: '<Empty/>' };
    const old = Date.now() / 1000 - 24 * 60 * 60;
    for (const name of ['old.tmp', 'fresh.tmp', 'old.txt']) await writeFile(join(spoolFolder, name), 'half');
    for (const name of ['old.tmp', 'old.txt']) await utimes(join(spoolFolder, name), old, old);
    await open();
    expect((await readdir(spoolFolder)).sort()).toEqual(['fresh.tmp', 'old.txt']);
  });
});
