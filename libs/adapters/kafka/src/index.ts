export { type KafkaConnection, type SaslMechanism, saslMechanisms } from './client.js';
export * from './topic.js';
