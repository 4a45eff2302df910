export * from './acta.module.js';
export { FolderOccupied, backUp, restoreBackup } from './backup.js';
export * from './buses.js';
export * from './caller.js';
export * from './config.js';
export * from './examine.js';
export * from './feed-parked.js';
export { type FeedReplayAsk, type FeedReplayed, replayToTopic } from './feed-replay.js';
export { openApiFeed, openFeedSource } from './feed-source.js';
export { type CircleTopic, feedTopics } from './feed-topics.js';
export * from './folder.js';
export * from './issuing.js';
export { keepTrying } from './keep-trying.js';
export { type Listening, listenOn } from './listening.js';
export { endShown } from './ends.js';
export * from './mail-sender.js';
export { type MigrateOptions, migrate, reopen } from './migrate.js';
export * from './notices.js';
export * from './one-handler.js';
export * from './open.js';
export { ConfigRefused, isOnThisMachine, secondsOf } from './setting.js';
export type { LogFields, ServiceLog } from './watch/log.js';
export type { Metrics } from './watch/metrics.js';
export { nestLog } from './watch/nest-log.js';
export type { Readiness } from './watch/probe-server.js';
export { takesCommands, watchRecord, watchServed, watchWebhooks } from './watch/record-watch.js';
export {
  type SpanPlace,
  type Tracing,
  appendOf,
  correlationOfTrace,
  inside,
  newSpan,
  spanTime,
  traceOf,
  traced,
} from './watch/tracing.js';
export { type Watch, openWatch, unwatched } from './watch/watch.js';
