export type { KafkaConnection, SaslMechanism } from './client.js';
export * from './feed.js';
export * from './topic.js';
