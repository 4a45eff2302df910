export { type StoreFound, examineEventStoreDb } from './examine.js';
export { FENCED_AFTER_MS, reopenEventStoreDb } from './fence.js';
export { EventStoreFailure, type FailureKind } from './failure.js';
export type { ConnectionOptions } from './options.js';
export {
  type EventStoreDb,
  type EventStoreDbOptions,
  type FollowingStatus,
  openEventStoreDb,
} from './store.js';
