import { describe, expect, it } from '@jest/globals';
import { forAnotherStore, fromSource } from './log.js';

const ID = '01900000-0000-7000-8000-000000000001';
const metadata = { effectiveAt: '2019-09-26', id: ID, recordedAt: '2026-03-01T00:00:00.000Z' };
const place = { stream: 'acta.main.group-AB', revision: 4n, type: 'tried' };
const sourced = (body: string) => fromSource({ ...place, source: 'C:9', id: ID, body });

describe('an event of a source', () => {
  it('has the moments that its body states, and its own place', () => {
    const body = JSON.stringify({ data: {}, metadata, stream: place.stream, type: 'tried' });
    expect(sourced(body)).toEqual({
      ...place,
      source: 'C:9',
      id: ID,
      body,
      recordedAt: Date.UTC(2026, 2),
      effectiveFrom: Date.UTC(2019, 8, 26),
    });
  });

  it.each([
    ['no JSON', '{'],
    ['no object', '"text"'],
    ['null metadata', '{"metadata":null}'],
    ['moments that are no text', '{"metadata":{"recordedAt":1,"effectiveAt":[]}}'],
    ['moments that do not exist', '{"metadata":{"recordedAt":"2026-13-01","effectiveAt":"2019-02-30"}}'],
  ])('states no moment with %s', (_, body) => {
    expect(sourced(body)).toEqual({ ...place, source: 'C:9', id: ID, body, recordedAt: 0 });
  });

  it('is well-formed text, whatever came', () => {
    expect(sourced('"\uD800"').body).toBe('"\uFFFD"');
  });
});

describe('a stored event for another store', () => {
  const stored = (body: string) => ({ ...place, position: 9, recordedAt: Date.UTC(2027, 0), body });

  it('has its own moment, not the journal’s, and its bytes', () => {
    const body = JSON.stringify({ data: {}, metadata });
    expect(forAnotherStore(stored(body))).toEqual({
      id: ID,
      type: 'tried',
      recordedAt: Date.UTC(2026, 2),
      effectiveFrom: Date.UTC(2019, 8, 26),
      body,
    });
  });

  it('has an id made of its place where its bytes tell none, the same each time', () => {
    const [first, again] = [forAnotherStore(stored('{')), forAnotherStore(stored('{'))];
    expect(first).toEqual(again);
    expect(first.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(forAnotherStore({ ...stored('{'), revision: 5n }).id).not.toBe(first.id);
  });
});
