import type { BlobStore } from '@acta/application';
import { openFileBlobStore } from '@acta/files';
import type { S3Credentials } from '@acta/s3';
import { type Config, settings } from './config.js';
import { dataFolder } from './folder.js';
import { readPrivate } from './private-file.js';
import { ConfigRefused } from './setting.js';

/** Where documents are kept as configured: the data folder, or a bucket that several nodes share. */
export async function openDocuments(config: Config): Promise<BlobStore> {
  const { documents, s3Endpoint, s3Region } = config;
  const folder = dataFolder(config);
  if (documents === undefined) return openFileBlobStore({ folder: folder.documents });
  // Loaded where it is used, as all that a single node does without.
  const { openS3BlobStore } = await import('@acta/s3');
  return openS3BlobStore({
    ...(s3Endpoint === undefined ? {} : { endpoint: s3Endpoint }),
    ...documents,
    region: s3Region,
    credentials: credentialsOf(config),
    forcePathStyle: s3Endpoint !== undefined,
    spoolFolder: folder.spool,
  });
}

/** Where documents are, in words. */
export function documentsShown(config: Config): string {
  const { documents, s3Endpoint, s3Region } = config;
  if (documents === undefined) return dataFolder(config).documents;
  return `s3://${documents.bucket}/${documents.prefix} at ${s3Endpoint ?? `Amazon, ${s3Region}`}`;
}

function credentialsOf(config: Config): S3Credentials {
  const { s3Credentials, awsKeyId, awsSecretKey, awsSessionToken } = config;
  if (s3Credentials !== undefined) return credentialsIn(s3Credentials);
  if (awsKeyId === undefined || awsSecretKey === undefined)
    throw new ConfigRefused(
      `${settings.documents.env} names a bucket, and there are no credentials for it; set ${settings.awsKeyId.env} and ${settings.awsSecretKey.env}, or name a file with them in ${settings.s3Credentials.env}`,
    );
  return {
    accessKeyId: awsKeyId(),
    secretAccessKey: awsSecretKey(),
    ...(awsSessionToken === undefined ? {} : { sessionToken: awsSessionToken() }),
  };
}

/** The profile `default` of a file as AWS's tools write it. */
function credentialsIn(file: string): S3Credentials {
  const [, profile = ''] = /(?:^|\n)\s*\[default\]([^[]*)/.exec(readPrivate(file)) ?? [];
  const valueOf = (name: string): string | undefined =>
    new RegExp(`^\\s*${name}\\s*=\\s*(\\S+)\\s*$`, 'm').exec(profile)?.[1];
  const accessKeyId = valueOf('aws_access_key_id');
  const secretAccessKey = valueOf('aws_secret_access_key');
  const sessionToken = valueOf('aws_session_token');
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw new ConfigRefused(
      `${file} has no aws_access_key_id and aws_secret_access_key under [default]; write a line "name = value" for each`,
    );
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}
