import { describe, expect, it } from '@jest/globals';
import { renderJson } from './json.js';
import { sample } from './sample.js';

/** The same value with the keys of every object in reverse. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, each]) => [key, reversed(each)]),
  );
}

describe('JSON', () => {
  it('is the model, whole', () => {
    expect(JSON.parse(renderJson(sample))).toEqual(sample);
  });

  it('has its keys in one order, however the model was built', () => {
    const other = reversed(sample) as typeof sample;
    expect(JSON.stringify(other)).not.toBe(JSON.stringify(sample));
    expect(renderJson(other)).toBe(renderJson(sample));
  });

  it('is indented by two spaces and ends with a newline', () => {
    expect(renderJson(sample)).toMatch(/^\{\n {2}"language": "en",\n {2}"title": /);
    expect(renderJson(sample)).toMatch(/[^\n]\n$/);
  });

  it('keeps what no other format can carry, escaped', () => {
    const text = renderJson({ ...sample, title: 'a\u0000\ud800' });
    expect(text).toContain('"title": "a\\u0000\\ud800"');
  });
});
