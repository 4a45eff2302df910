import { type CommonPart, cloudEventRecord, cloudEventText } from '@acta/application';
import { schemaVersions } from '@acta/domain';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CloudEvent as PublicCloudEvent, Kafka } from 'cloudevents';
import { feedContract } from '../support/feed-contract.js';
import { anonymousFeed } from '../support/feed-record.js';
import { ServedRecord } from '../support/served.js';

const PART = { previous: 0, replay: true };

describe('the AsyncAPI document of the feed', () => {
  let record: ServedRecord;

  beforeAll(async () => {
    record = await ServedRecord.open();
  });
  afterAll(() => record.close());

  it('is served, and what it names is served where it says', async () => {
    const { status, headers, text } = await record.anybody('GET', '/asyncapi.json');
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    const { channels } = JSON.parse(text) as { channels: Record<string, { messages: object }> };
    expect(Object.keys(channels)).toEqual(['topic', 'stream', 'webhook']);
    for (const { messages } of Object.values(channels))
      expect(Object.keys(messages)).toEqual(Object.keys(schemaVersions).sort());
    const named = new Set([...text.matchAll(/"\$ref": "([^#"]+)/g)].map(([, file = '']) => file));
    expect(named.size).toBe(Object.keys(schemaVersions).length + 1);
    for (const file of named) {
      const address = new URL(file, `${record.url}/asyncapi.json`);
      expect([file, (await fetch(address)).status]).toEqual([file, 200]);
    }
  });

  it('holds of every event of the record, as a record of Kafka and in JSON; so do CloudEvents', () => {
    const contract = feedContract();
    const found = anonymousFeed(record.acta);
    expect(found.length).toBeGreaterThan(40);
    for (const { common } of found) {
      const { headers, value } = cloudEventRecord(JSON.parse(common) as CommonPart, PART);
      expect(contract.faultsOfRecord({ headers, value })).toEqual([]);
      const event = JSON.parse(cloudEventText(common, PART)) as { type: string };
      expect(contract.faultsOfEvent(event)).toEqual([]);
      expect(new PublicCloudEvent(event).validate()).toBe(true);
      const received = { headers, value, body: value };
      const read = Kafka.toEvent(received) as PublicCloudEvent<unknown>;
      expect(read.validate()).toBe(true);
    }
  });

  it('tells what it does not allow', () => {
    const contract = feedContract();
    const [{ common } = { common: '' }] = anonymousFeed(record.acta);
    const { headers, value } = cloudEventRecord(JSON.parse(common) as CommonPart, PART);
    const faults = (change: object, text = value): unknown[] =>
      contract.faultsOfRecord({ headers: { ...headers, ...change }, value: text });
    expect(faults({ ce_position: '-1' })).not.toEqual([]);
    expect(faults({ ce_replay: 'false' })).not.toEqual([]);
    expect(faults({ ce_dataschema: 'https://acta.example/other.json' })).not.toEqual([]);
    expect(faults({}, '{"more":1}')).not.toEqual([]);
    expect(faults({ ce_type: 'int.acta.unknown.v1' })).not.toEqual([]);
  });
});
