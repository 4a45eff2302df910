import { describe, expect, it } from '@jest/globals';
import { recorded } from '@acta/testing';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { NotIJson, canonicalForm, canonicalJson, hashedForm } from './hashed-form.js';

const pointerOf = (value: unknown): string => {
  try {
    canonicalJson(value);
  } catch (error) {
    if (error instanceof NotIJson) return error.pointer;
    throw error;
  }
  throw new Error('it was taken');
};

describe('canonicalJson', () => {
  it('sorts names by UTF-16 code units, at every depth (RFC 8785, 3.2.3)', () => {
    const names = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    expect(
      Object.values(JSON.parse(canonicalJson({ a: names })) as { a: object }).flatMap(Object.values),
    ).toEqual([
      'One',
      'Carriage Return',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: { z: 1, y: 2 } })).toBe(
      '{"a":{"y":2,"z":1},"b":[{"c":2,"d":1}]}',
    );
  });

  it('writes strings with the fewest escapes (RFC 8785, 3.2.2.2)', () => {
    expect(canonicalJson('\u20ac$\u000f\nA\'B"\\\\"/')).toBe('"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"');
    expect(canonicalJson('\u0000\b\t\f\r\u001f\u007f\u2028é😀')).toBe(
      '"\\u0000\\b\\t\\f\\r\\u001f\u007f\u2028é😀"',
    );
    expect(canonicalJson('e\u0301')).not.toBe(canonicalJson('\u00e9'));
  });

  it.each([
    [333333333.33333329, '333333333.3333333'],
    [4.5, '4.5'],
    [2e-3, '0.002'],
    [0.000000000000000000000000001, '1e-27'],
    [-0, '0'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    [-Number.MAX_SAFE_INTEGER, '-9007199254740991'],
  ])('writes the number %s as %s (RFC 8785, 3.2.2.3)', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it('writes literals, and leaves out what is undefined', () => {
    expect(canonicalJson({ n: null, t: true, f: false, u: undefined })).toBe('{"f":false,"n":null,"t":true}');
  });

  it.each([
    ['a number beyond 2^53', { a: [1, { b: 2 ** 53 }] }, '/a/1/b'],
    ['its negative', { a: -(2 ** 53) }, '/a'],
    ['a large one in scientific notation', [1e30], '/0'],
    ['infinity', { a: Infinity }, '/a'],
    ['not a number', { a: NaN }, '/a'],
    ['a lone high surrogate', { text: { text: 'a\ud83d' } }, '/text/text'],
    ['a lone low surrogate', ['\ude00a'], '/0'],
    ['surrogates in the wrong order', '\ude00\ud83d', ''],
    ['a name with a lone surrogate', { a: { '\ud800': 1 } }, '/a/\ud800'],
    ['a name to be escaped', { 'a/b~c': 1n }, '/a~1b~0c'],
    ['a big integer', 1n, ''],
    ['a function', { a: () => 1 }, '/a'],
  ])('refuses %s, and says where', (_, value, pointer) => {
    expect(pointerOf(value)).toBe(pointer);
  });

  it('refuses nothing at all', () => {
    expect(() => canonicalJson(undefined)).toThrow(NotIJson);
  });

  it('gives one text for one value, whatever the order of its names, and loses nothing', () => {
    const reversed = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(reversed)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([key, item]) => [key, reversed(item)]),
            )
          : value;
    const safe = fc
      .jsonValue({ stringUnit: 'binary', maxDepth: 3 })
      .filter((value) => !/\d{16}|e\+/.test(JSON.stringify(value)));
    fc.assert(
      fc.property(safe, (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(reversed(value))).toBe(text);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('canonicalForm', () => {
  it('is what the reference implementation writes, whatever the names', () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
      fc.constantFrom('10', '2', '__proto__', 'constructor', 'toJSON', '-1', '01', '$id', ''),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, true, false, undefined),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.array(fc.tuple(name, tie('value')), { maxLength: 6 }).map((fields) => Object.fromEntries(fields)),
      ),
    }));
    fc.assert(
      fc.property(value, (any) => {
        fc.pre(any !== undefined);
        expect(canonicalForm(any)).toBe(canonicalize(any));
      }),
      { numRuns: 1_000 },
    );
    expect(canonicalForm({ b: 1, 10: 1, 2: 1 })).toBe('{"10":1,"2":1,"b":1}');
  });
});

describe('the hashed form', () => {
  it('is made of stream, type, metadata and data alone', () => {
    const place = { stream: 'acta.test.group-CWG-COP', revision: 0, position: 1 };
    const event = recorded({ type: 'group-renewed', data: { note: 'é' } }, place);
    const form = hashedForm(event);
    expect(Object.keys(JSON.parse(form) as object)).toEqual(['data', 'metadata', 'stream', 'type']);
    expect(form.startsWith('{"data":{"note":"é"},"metadata":{"$causationId":')).toBe(true);
    expect(hashedForm({ ...event, position: 2 } as typeof event)).toBe(form);
    expect(hashedForm({ ...event, stream: 'acta.other.group-CWG-COP' })).not.toBe(form);
  });
});
