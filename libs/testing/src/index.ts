export * from './contracts/blob-store.contract.js';
export * from './contracts/key-vault.contract.js';
export * from './given.js';
export * from './contracts/event-store.contract.js';
export * from './contracts/list-index.contract.js';
export * from './arbitraries/index.js';
export * from './contracts/webhook-store.contract.js';
