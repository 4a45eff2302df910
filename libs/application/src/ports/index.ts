export * from './access-log.js';
export * from './authenticator.js';
export * from './blob-store.js';
export * from './clock.js';
export * from './document-scanner.js';
export * from './event-store.js';
export * from './key-vault.js';
export * from './list-index.js';
