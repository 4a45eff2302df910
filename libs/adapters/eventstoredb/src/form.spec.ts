import { AppendRefused, type NewEvent } from '@acta/application';
import { canonicalForm } from '@acta/domain';
import { describe, expect, it } from '@jest/globals';
import { toProposed, toSourceEvent } from './form.js';
import type { SourceRecord } from './source.js';

const stream = 'acta.main.meeting-AB-1';
const metadata = {
  id: '01900000-0000-7000-8000-000000000001',
  recordedAt: '2026-03-01T10:00:00.000Z',
  effectiveAt: '2019-06-19',
};
const data = { 10: 'ten', 9: 'nine', text: 'Décision 482 😀' };
const event: NewEvent = {
  id: metadata.id,
  type: 'outcome-recorded',
  recordedAt: Date.parse(metadata.recordedAt),
  effectiveFrom: Date.parse('2019-06-19'),
  body: canonicalForm({ stream, type: 'outcome-recorded', metadata, data }),
};

/** As the store gives back what was proposed to it. */
const stored = (change: Partial<SourceRecord> = {}): SourceRecord => ({
  stream,
  revision: 3n,
  id: event.id,
  type: event.type,
  created: 5,
  place: { commit: 12n, prepare: 11n },
  data,
  metadata,
  ...change,
});

describe('An event in EventStoreDB', () => {
  it('comes back byte for byte', () => {
    const proposed = toProposed(stream, event);
    const back = stored({
      data: JSON.parse(JSON.stringify(proposed.data)) as unknown,
      metadata: JSON.parse(Buffer.from(proposed.metadata).toString()) as unknown,
    });
    expect(toSourceEvent(back)).toEqual({
      ...event,
      stream,
      revision: 3n,
      source: '00000000000000000012/00000000000000000011',
    });
  });

  it.each([
    ['another stream', event.body.replace('meeting-AB-1', 'meeting-AB-2')],
    ['another type', event.body.replace('outcome-recorded', 'outcome-revised')],
    ['another id', event.body.replace(metadata.id, '01900000-0000-7000-8000-000000000002')],
    ['another order', event.body.replace(/^\{/, '{ ')],
    ['more than an event', event.body.replace(/\}$/, ',"zone":1}')],
    ['no object', '[]'],
    ['no JSON', '{'],
  ])('is refused where its body has %s', (_, body) => {
    expect(() => toProposed(stream, { ...event, body })).toThrow(AppendRefused);
  });

  it.each([
    ['text that is no JSON', { data: '{oops' }, '"data":"{oops"'],
    ['bytes', { data: new Uint8Array([255, 0]) }, '"data":"/wA="'],
    ['metadata of bytes', { metadata: new Uint8Array([1]) }, '"metadata":"AQ=="'],
    ['no metadata', { metadata: undefined }, '{"data":{"10"'],
    ['half a character', { data: { text: '\uD800' } }, '"text":"\\ud800"'],
  ])('counts where it has %s', (_, change, part) => {
    const taken = toSourceEvent(stored(change));
    expect(taken.body).toContain(part);
    expect(toSourceEvent(stored(change))).toEqual(taken);
  });
});
