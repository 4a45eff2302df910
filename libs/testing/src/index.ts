export * from './contracts/blob-store.contract.js';
export * from './contracts/key-vault.contract.js';
export * from './given.js';
