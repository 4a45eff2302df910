import { describe, expect, it } from '@jest/globals';
import { loadConfig } from './config.js';
import { openFeedSource } from './feed-source.js';

const nameOn = async (env: Record<string, string>): Promise<string> =>
  (await openFeedSource(loadConfig(env))).name;

describe('the feed that a service follows', () => {
  it('is that of the API, and of Kafka where brokers are configured', async () => {
    expect(await nameOn({})).toBe('the API at http://127.0.0.1:3000');
    expect(await nameOn({ ACTA_API: 'https://acta.example/cop' })).toBe(
      'the API at https://acta.example/cop',
    );
    const brokers = { ACTA_KAFKA_BROKERS: '127.0.0.1:9092', ACTA_LOG: 'cop' };
    expect(await nameOn(brokers)).toBe('Kafka: the topic acta.cop.feed, as the group acta.cop.notifier');
    expect(await nameOn({ ...brokers, ACTA_KAFKA_TOPIC: 'a', ACTA_KAFKA_GROUP: 'b' })).toBe(
      'Kafka: the topic a, as the group b',
    );
  });
});
