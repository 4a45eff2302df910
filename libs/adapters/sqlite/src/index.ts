export { openSqliteAccessLog, type AccessLogOptions } from './access-log.js';
export type { Durability } from './database.js';
export { type RefusalCode, StoreRefused } from './refused.js';
export { openSqliteReplica, type SqliteReplica, type SqliteReplicaOptions } from './replica.js';
export { openSqliteStore, type SqliteStore, type SqliteStoreOptions } from './store.js';
export { openSqliteWebhookStore, type WebhookStoreOptions } from './webhook-store.js';
export { openSqliteListIndex, type ListIndexOptions } from './list-index.js';
export { copyJournal, type CopyOptions } from './backup.js';
export { checkJournal, type CheckOptions, type CheckReport, type Fault } from './check.js';
