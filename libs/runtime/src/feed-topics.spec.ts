import { describe, expect, it } from '@jest/globals';
import { loadConfig } from './config.js';
import { feedTopics } from './feed-topics.js';

async function named(env: Record<string, string>): Promise<[string, string][]> {
  const topics = await feedTopics(loadConfig({ ACTA_KAFKA_BROKERS: '127.0.0.1:9092', ...env }));
  return topics.map(({ circle, topic }) => [circle, topic.name]);
}

describe('the topics of the feed', () => {
  it('are one, of what everybody may see, and those that are named', async () => {
    expect(await named({ ACTA_LOG: 'cop' })).toEqual([['everybody', 'acta.cop.feed']]);
    expect(
      await named({ ACTA_KAFKA_TOPIC: 'a', ACTA_KAFKA_TOPIC_STATES: 'b', ACTA_KAFKA_TOPIC_ALL: 'c' }),
    ).toEqual([
      ['everybody', 'a'],
      ['states', 'b'],
      ['all', 'c'],
    ]);
  });

  it('are never shared by two circles', async () => {
    await expect(named({ ACTA_KAFKA_TOPIC: 'a', ACTA_KAFKA_TOPIC_ALL: 'a' })).rejects.toThrow(
      /two circles of readers have one topic .*; give each its own/,
    );
  });

  it('need a broker', async () => {
    await expect(feedTopics(loadConfig({}))).rejects.toThrow(
      /ACTA_KAFKA_BROKERS names no broker; give host:port/,
    );
  });
});
