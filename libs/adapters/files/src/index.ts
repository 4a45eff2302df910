export { type FileBlobStoreOptions, openFileBlobStore } from './blob-store.js';
export { openFileKeyReader } from './key-reader.js';
export { KeyVaultDamaged } from './key-file.js';
export { type FileKeyVaultOptions, openFileKeyVault } from './key-vault.js';
