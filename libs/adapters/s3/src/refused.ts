import { BlobStoreUnavailable } from '@acta/application';
import { S3ServiceException } from '@aws-sdk/client-s3';

/** The bucket cannot be used as it is configured: the same call fails again until somebody acts. */
export class BlobStoreRefused extends Error {
  override readonly name = 'BlobStoreRefused';
}

/** Where documents are kept, for messages. */
export interface Place {
  /** Endpoint and bucket. */
  at: string;
  bucket: string;
  region: string;
}

const credentials = (): string =>
  'it refuses the credentials; correct the access key and its secret, and see that they have not expired';

/** Codes of the S3 API (its reference, "Error responses") that have a remedy of their own. */
const refusals: Readonly<Record<string, (place: Place) => string>> = {
  NoSuchBucket: ({ bucket }) => `it has no bucket "${bucket}"; make it, or correct the name`,
  InvalidAccessKeyId: credentials,
  SignatureDoesNotMatch: credentials,
  InvalidToken: credentials,
  ExpiredToken: credentials,
  AccessDenied: ({ bucket }) =>
    `the credentials do not allow what is needed in "${bucket}"; allow s3:GetObject, s3:PutObject, s3:DeleteObject, s3:ListBucket and s3:GetBucketVersioning`,
  PermanentRedirect: ({ bucket, region }) =>
    `the bucket "${bucket}" is not in the region "${region}"; correct the region`,
  AuthorizationHeaderMalformed: ({ bucket, region }) =>
    `the bucket "${bucket}" is not in the region "${region}"; correct the region`,
};

/** Undefined where an error says that there is no such object; any other is thrown. An answer to HEAD has no body to say it in. */
export function undefinedIfAbsent(error: unknown): undefined {
  if (!(error instanceof S3ServiceException)) throw error;
  if (error.name !== 'NoSuchKey' && error.name !== 'NotFound') throw error;
}

/** Undefined where a store does not know what it was asked for: what it does not have, it does not do. */
export function undefinedIfNotImplemented(error: unknown): undefined {
  if (!(error instanceof S3ServiceException) || error.name !== 'NotImplemented') throw error;
}

/** Whether the same request may succeed a moment later. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof S3ServiceException)) return true;
  const { httpStatusCode = 0 } = error.$metadata;
  return httpStatusCode === 0 || httpStatusCode === 429 || httpStatusCode >= 500;
}

/** What an error of the client means and what to do. Errors of ours are given back as they are. */
export function worded(error: unknown, place: Place): Error {
  if (error instanceof BlobStoreRefused) return error;
  const { name, message } = described(error);
  const refusal = refusals[name];
  if (refusal !== undefined)
    return new BlobStoreRefused(`the document store ${place.at}: ${refusal(place)} (${name})`);
  if (!isTransient(error))
    return new BlobStoreRefused(
      `the document store ${place.at} refused a request (${name}: ${message}); its own log tells more`,
    );
  return new BlobStoreUnavailable(
    `the document store ${place.at} does not answer (${message}); see that it runs and can be reached from here, or correct its endpoint`,
    { cause: error },
  );
}

/** An attempt at several addresses fails with a code and no words. */
function described(error: unknown): { name: string; message: string } {
  const { name = 'error', message = '', code } = error as { name?: string; message?: string; code?: string };
  return { name, message: message === '' ? (code ?? String(error)) : message };
}
