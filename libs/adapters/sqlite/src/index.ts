export type { Durability } from './database.js';
export { type RefusalCode, StoreRefused } from './refused.js';
export { openSqliteStore, type SqliteStore, type SqliteStoreOptions } from './store.js';
