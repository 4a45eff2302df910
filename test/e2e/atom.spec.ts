import { type Served, serve } from '@acta/api';
import { type Acta, openActa } from '@acta/runtime';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DOMParser, type Element } from '@xmldom/xmldom';
import { act } from '../support/acting.js';
import { importSample } from '../support/sample.js';
import { type Temporary, temporaryFolder } from '../support/temporary.js';

const ATOM = 'http://www.w3.org/2005/Atom';

/** An element of a document, as its tests look at it. */
interface Read {
  text(name: string): string;
  all(name: string): Read[];
  attribute(name: string): string;
}

function reading(element: Element): Read {
  const all = (name: string) =>
    [...element.childNodes].filter((node): node is Element => node.nodeName === name);
  return {
    text: (name) => all(name)[0]?.textContent ?? '',
    all: (name) => all(name).map(reading),
    attribute: (name) => element.getAttribute(name) ?? '',
  };
}

describe('the Atom feed of a group', () => {
  let temporary: Temporary;
  let acta: Acta;
  let served: Served;

  beforeAll(async () => {
    temporary = temporaryFolder();
    acta = await openActa({ ...temporary.config, port: 0 }, { mode: 'write' });
    await importSample(acta);
    await act(acta, {
      type: 'plan-meeting',
      data: { group: 'CWG-COP', ordinal: 19, held: { from: '2030-01-01' } },
      reason: 'Agreed <by> the "membership" & others',
    });
    await submit('CWG-COP-19/1', 'public');
    await submit('CWG-COP-19/2', 'members');
    served = await serve(acta);
  });
  afterAll(async () => {
    await served.stop();
    await acta.close();
    temporary.remove();
  });

  const submit = (number: string, classification: string) =>
    act(acta, {
      type: 'submit-contribution',
      stream: 'meeting-CWG-COP-19',
      data: {
        number,
        title: { language: 'en', text: 'A title' },
        sources: [{ name: 'A source' }],
        classification,
      },
    });
  const ask = (headers: Record<string, string> = {}) =>
    fetch(`${served.url}/groups/CWG-COP/feed.atom`, { headers });
  const read = async (): Promise<Read> => {
    const faults: string[] = [];
    const document = new DOMParser({ onError: (_level, message) => faults.push(message) }).parseFromString(
      await (await ask()).text(),
      'text/xml',
    );
    expect(faults).toEqual([]);
    const root = document.documentElement as Element;
    expect([root.namespaceURI, root.localName]).toEqual([ATOM, 'feed']);
    return reading(root);
  };

  it('has the newest acts that everybody may see, each with what RFC 4287 asks for', async () => {
    const response = await ask();
    expect(response.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8');
    expect(await response.text()).not.toContain('CWG-COP-19/2');
    const feed = await read();
    const entries = feed.all('entry');
    expect([feed.text('id'), feed.all('author')[0]?.text('name')]).toEqual([
      'urn:acta:main:CWG-COP',
      'CWG-COP',
    ]);
    expect(feed.text('updated')).toBe(entries[0]?.text('updated'));
    expect(entries.length).toBeLessThanOrEqual(50);
    expect(new Set(entries.map((entry) => entry.text('id'))).size).toBe(entries.length);
    expect(entries.slice(0, 2).map((entry) => entry.text('title'))).toEqual([
      'Contribution submitted: nineteenth meeting, contribution CWG-COP-19/1',
      'Meeting planned: nineteenth meeting',
    ]);
    expect(entries[1]?.text('summary')).toContain('Reason: Agreed <by> the "membership" & others');
    for (const entry of entries) {
      expect(entry.text('id')).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
      const updated = entry.text('updated');
      expect(new Date(updated).toISOString()).toBe(updated);
      const [link] = entry.all('link');
      expect((await fetch(new URL(link?.attribute('href') ?? '', served.url))).status).toBe(200);
    }
  });

  it('marks facts of the past that were taken over, and nothing else', async () => {
    const marked = (await read())
      .all('entry')
      .map((entry) => entry.all('category').some((each) => each.attribute('term') === 'backfill'));
    expect([marked.slice(0, 2), new Set(marked.slice(2))]).toEqual([[false, false], new Set([true])]);
  });

  it('is sent once to whoever has it, until it changes', async () => {
    const first = await ask();
    const etag = first.headers.get('etag') ?? '';
    expect((await ask({ 'if-none-match': etag })).status).toBe(304);
    expect((await ask({ 'if-none-match': '"other"' })).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    const modified = (await ask()).headers.get('last-modified') ?? '';
    expect((await ask({ 'if-modified-since': modified })).status).toBe(304);
    expect((await ask({ 'if-modified-since': new Date(0).toUTCString() })).status).toBe(200);
    await submit('CWG-COP-19/3', 'public');
    expect((await ask({ 'if-none-match': etag })).status).toBe(200);
  });

  it('is not there for a group that is not in the record', async () => {
    expect((await fetch(`${served.url}/groups/NOBODY/feed.atom`)).status).toBe(404);
  });
});
