import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@acta/testing/until';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { openActa } from '@acta/runtime';
import { describeOnServer } from '@acta/testing';
import { Kafka, logLevel } from 'kafkajs';
import { anonymousFeed, contribution, establish, recorderOn } from '../support/feed-record.js';
import { temporaryFolder } from '../support/temporary.js';
import { type Brokers, startBrokers } from './brokers.js';
import { consume } from './client.js';
import { type RelayProcess, startRelay } from './relays.js';
import { type Security, makeSecurity } from './security.js';

const TOPIC = 'acta.main.feed';

describeOnServer('a relay to a broker that takes TLS and accounts alone', 'ACTA_TEST_KAFKA', () => {
  const temporary = temporaryFolder();
  let security: Security;
  let brokers: Brokers;
  let relay: RelayProcess | undefined;
  const started = (settings: Record<string, string>): RelayProcess =>
    (relay = startRelay({
      ACTA_DATA: temporary.config.data,
      ACTA_KAFKA_BROKERS: brokers.addresses.join(','),
      ACTA_KAFKA_CREATE_TOPICS: 'true',
      ACTA_KAFKA_CA: security.authority,
      ACTA_KAFKA_USER: 'acta',
      ACTA_KAFKA_PASSWORD: security.password,
      ...settings,
    }));
  const told = (words: RegExp): Promise<void> =>
    until(() => relay?.lines.some((line) => words.test(line)) === true);

  beforeAll(async () => {
    const acta = await openActa(temporary.config, { mode: 'write' });
    await establish(recorderOn(acta), ['AA']);
    await recorderOn(acta)(contribution('AA'));
    await acta.close();
    security = makeSecurity();
    brokers = await startBrokers(1, security);
  });
  afterEach(() => relay?.end('SIGTERM'));
  afterAll(async () => {
    await brokers.close();
    security.remove();
    temporary.remove();
  });

  it('says of an account that it is not known, of TLS that it fails, and publishes with both right', async () => {
    started({ ACTA_KAFKA_PASSWORD: 'another' });
    await told(/is not known by its name and password; set those that the broker knows/);
    await relay?.end('SIGTERM');

    const unknown = join(temporary.config.data, 'unknown.pem');
    writeFileSync(unknown, '');
    started({ ACTA_KAFKA_CA: unknown });
    await told(/certificate.*; trying again/);
    expect(relay?.lines.join()).not.toContain(security.password);
    await relay?.end('SIGTERM');

    started({});
    await told(/ leading$/);
    const acta = await openActa(temporary.config, { mode: 'read' });
    const expected = anonymousFeed(acta).length;
    await acta.close();
    const kafka = new Kafka({
      brokers: [...brokers.addresses],
      logLevel: logLevel.NOTHING,
      ...security.client,
    });
    const reader = await consume(kafka, TOPIC);
    await until(() => reader.messages.length >= expected);
    await reader.close();
    expect(reader.messages).toHaveLength(expected);
  }, 180_000);
});
