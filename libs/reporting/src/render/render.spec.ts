import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { type Format, formats } from '../document.js';
import { render, rendererVersion } from './render.js';
import { sample } from './sample.js';

/**
 * What this version gives for the sample. If a hash differs, documents issued from now on differ too: raise
 * `rendererVersion` and write the new hashes here. (A new sample changes the hashes as well, without a new version.)
 */
const version = '2';
const hashes: Record<Format, string> = {
  json: 'b1cad3154241c19d6df885ab8edb570a9bc03bca0234cf4c282bed5befac54d7',
  md: 'f6b672c924432bb97b13d88cacd85708310ba3286fd590d21058234821f22b37',
  html: '6b3531f74cf05baea3753f58b0fe8b5cb3906256456fdb577d24cd2067e61f75',
  docx: '2edc9b1279b92ae89e0c13e290a0cc870ce548a4260b852940b0918a0aba492a',
};

async function hashOf(format: Format): Promise<string> {
  return createHash('sha256')
    .update((await render(sample, format)).bytes)
    .digest('hex');
}

/** The sample's hashes from a process of its own, in another time zone. */
function hashesIn(timeZone: string): unknown {
  const script = `
    const { createHash } = await import('node:crypto');
    const { render } = await import(${JSON.stringify(new URL('./render.js', import.meta.url).href)});
    const { sample } = await import(${JSON.stringify(new URL('./sample.js', import.meta.url).href)});
    const hashes = {};
    for (const format of ${JSON.stringify(formats)})
      hashes[format] = createHash('sha256').update((await render(sample, format)).bytes).digest('hex');
    console.log(JSON.stringify(hashes));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...process.env, TZ: timeZone, NODE_OPTIONS: '' },
    encoding: 'utf8',
  });
  return JSON.parse(output);
}

describe('render', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it.each(formats)('gives %s with its media type', async (format) => {
    const rendition = await render(sample, format);
    expect(rendition.format).toBe(format);
    expect(rendition.mediaType).toMatch(/^(application|text)\/[a-z.+-]+(; charset=utf-8)?$/);
    expect(rendition.bytes.length).toBeGreaterThan(1000);
  });

  it('gives the bytes of its version', async () => {
    expect(rendererVersion).toBe(version);
    const found: Record<string, string> = {};
    for (const format of formats) found[format] = await hashOf(format);
    expect(found).toEqual(hashes);
  });

  it.each(['Pacific/Kiritimati', 'America/St_Johns', 'Asia/Kolkata'])(
    'gives the same bytes in another process in %s',
    (timeZone) => {
      expect(hashesIn(timeZone)).toEqual(hashes);
    },
  );

  it.each(formats)('gives the same bytes of %s years later', async (format) => {
    const now = await hashOf(format);
    jest.useFakeTimers({
      now: new Date('2041-07-05T10:11:12Z'),
      doNotFake: ['nextTick', 'setImmediate', 'setTimeout'],
    });
    expect(await hashOf(format)).toBe(now);
  });
});
