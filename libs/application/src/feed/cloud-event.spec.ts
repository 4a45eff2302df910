import { describe, expect, it } from '@jest/globals';
import {
  type CommonPart,
  cloudEventIn,
  cloudEventOfText,
  cloudEventRecord,
  cloudEventText,
} from './cloud-event.js';

const COMMON: CommonPart = {
  specversion: '1.0',
  id: '01900000-0000-7000-8000-000000000001',
  source: 'urn:acta:main',
  type: 'int.acta.group-renamed.v1',
  subject: 'AA',
  time: '2014-01-01T00:00:00.000Z',
  effectivedate: '2014',
  recordedtime: '2026-03-02T09:00:00.000Z',
  position: '12',
  group: 'AA',
  actor: '01900000-0000-7000-8000-000000000002',
  correlationid: '01900000-0000-7000-8000-000000000003',
  causationid: '01900000-0000-7000-8000-000000000003',
  backfill: 'true',
  datacontenttype: 'application/json',
  dataschema: 'https://acta.example/schemas/feed/group-renamed.v1.json',
  data: { name: { language: 'fr', text: 'Groupe « É »' } },
};
const PART = { previous: 9, replay: true };
const EVENT = { ...COMMON, previousposition: '9', replay: 'true' };

describe('an event of the feed', () => {
  it('is the same when it is read from a record of Kafka, and from JSON', () => {
    const record = cloudEventRecord(COMMON, PART);
    expect(record.key).toBe('AA');
    expect(cloudEventIn(record)).toEqual(EVENT);
    expect(cloudEventOfText(cloudEventText(JSON.stringify(COMMON), PART))).toEqual(EVENT);
  });

  it('keeps attributes that a later version adds', () => {
    const record = cloudEventRecord(COMMON, PART);
    expect(cloudEventIn({ ...record, headers: { ...record.headers, ce_later: 'x' } })).toEqual({
      ...EVENT,
      later: 'x',
    });
  });

  it.each<[string, object]>([
    ['of another source', { source: 'urn:other:main' }],
    ['of another type', { type: 'int.other.thing.v1' }],
    ['without a position', { position: undefined }],
    ['with a position that is none', { previousposition: '-1' }],
    ['without a subject', { subject: undefined }],
    ['of another version of CloudEvents', { specversion: '0.3' }],
    ['whose data is no object', { data: [] }],
  ])('is not what is %s', (_, change) => {
    expect(cloudEventOfText(JSON.stringify({ ...EVENT, ...change }))).toBeUndefined();
  });

  it('is not what is no JSON', () => {
    const record = cloudEventRecord(COMMON, PART);
    expect(cloudEventIn({ ...record, value: 'words' })).toBeUndefined();
    expect(cloudEventOfText('words')).toBeUndefined();
  });
});
