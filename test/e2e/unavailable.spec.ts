import { StoreUnavailable, WrongExpectedRevision } from '@acta/application';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Voice, ServedRecord } from '../support/served.js';

const MEETING = '/groups/CWG-COP/meetings/15';
const CHANGE = { class: 'editorial', text: { language: 'en', text: 'Said again.' }, reason: 'a word' };

describe('an act that what keeps the record did not take, or not for certain', () => {
  let record: ServedRecord;
  let chair: Voice;

  beforeEach(async () => {
    record = await ServedRecord.open();
    chair = await record.as('chair');
  });
  afterEach(() => record.close());

  for (const [what, error, type] of [
    ['that does not answer', new StoreUnavailable('10.0.0.7:2113 does not answer'), 'store-unavailable'],
    ['that others kept changing', new WrongExpectedRevision('meeting-15', 3n, 4n), 'busy'],
  ] as const)
    it(`(${what}) is 503, tells nothing of where it is, and is recorded once when it is sent again`, async () => {
      const { recorder } = record.acta;
      const recordNow = recorder.record.bind(recorder);
      recorder.record = () => Promise.reject(error);
      const posting = { body: CHANGE, headers: { 'idempotency-key': 'once' } };
      const refused = await chair('POST', `${MEETING}/outcomes/1/amendments`, posting);
      expect([refused.status, refused.headers.get('retry-after'), refused.body]).toMatchObject([
        503,
        '2',
        { type: `urn:acta:problem:${type}`, detail: expect.stringMatching(/same request/) },
      ]);
      expect(refused.text).not.toContain(error.message);
      recorder.record = recordNow;
      expect((await chair('POST', `${MEETING}/outcomes/1/amendments`, posting)).status).toBe(201);
    });
});
