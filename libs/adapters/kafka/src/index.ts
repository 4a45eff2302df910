export type { KafkaConnection, SaslMechanism } from './client.js';
export * from './feed.js';
export * from './publisher.js';
export * from './topic.js';
