import { randomBytes } from 'node:crypto';
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import pg from 'pg';

/** Makes a database of one's own on a server. It goes with the server. */
export async function makeDatabase(server: string): Promise<string> {
  const name = `acta_${randomBytes(6).toString('hex')}`;
  const client = new pg.Client(server);
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(server);
  url.pathname = name;
  return url.href;
}

/** Makes a bucket of one's own on a server, and gives the settings that reach it. It goes with the server. */
export async function makeBucket(
  server: string,
): Promise<{ env: Record<string, string>; names(): Promise<string[]> }> {
  const { origin, username, password } = new URL(server);
  const bucket = `acta-${randomBytes(6).toString('hex')}`;
  const client = new S3Client({
    endpoint: origin,
    region: 'us-east-1',
    credentials: { accessKeyId: username, secretAccessKey: password },
    forcePathStyle: true,
  });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return {
    env: {
      ACTA_DOCUMENTS: `s3://${bucket}/documents`,
      ACTA_S3_ENDPOINT: origin,
      AWS_ACCESS_KEY_ID: username,
      AWS_SECRET_ACCESS_KEY: password,
    },
    async names() {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
      return Contents.map(({ Key = '' }) => Key);
    },
  };
}
