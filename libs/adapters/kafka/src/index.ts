export type { KafkaConnection, SaslMechanism } from './client.js';
export * from './topic.js';
