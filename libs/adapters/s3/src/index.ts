export { type S3BlobStoreOptions, type S3Credentials, openS3BlobStore } from './blob-store.js';
export { BlobStoreRefused } from './refused.js';
