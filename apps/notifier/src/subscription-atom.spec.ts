import { describe, expect, it } from '@jest/globals';
import { DOMParser, type Element } from '@xmldom/xmldom';
import { atomOf } from './subscription-atom.js';
import type { Notice, Subscription } from '@acta/application/notify';

const SUBSCRIPTION: Subscription = {
  id: '0199c0de-0000-7000-8000-000000000001',
  subject: '5f0c0000-0000-4000-8000-000000000001',
  wants: [{ kind: 'acts' }],
  channel: { kind: 'atom' },
  delivery: { kind: 'at-once' },
  zone: 'Europe/Zurich',
  language: 'en',
  createdAt: '2026-01-01T00:00:00.000Z',
};
const PLACES = {
  record: 'https://record.example',
  notices: 'https://notices.example/n/1',
  feed: 'https://notices.example/f/1?a=1&b=2',
};
const AMENDED: Notice = {
  id: '0199c0de-0000-7000-8000-000000000002',
  subscription: SUBSCRIPTION.id,
  key: 'act 1',
  want: { kind: 'acts' },
  group: 'CWG-COP',
  subject: 'CWG-COP/meetings/15/outcomes/3',
  about: {
    kind: 'act',
    type: 'outcome-amended',
    event: '0199c0de-0000-7000-8000-0000000000aa',
    position: 44,
    recordedAt: '2026-03-02T13:05:00.000Z',
    effectiveAt: '2026-03',
    reason: 'Agreed <by> the "membership" & others',
    words: { text: 'قرر الفريق <b>', language: 'ar' },
  },
  madeAt: '2026-03-02T13:05:01.000Z',
};
const DUE: Notice = {
  id: '0199c0de-0000-7000-8000-000000000003',
  subscription: SUBSCRIPTION.id,
  key: 'day 1',
  want: { kind: 'contributions-due', group: 'CWG-COP', days: 7 },
  group: 'CWG-COP',
  subject: 'CWG-COP/meetings/16',
  about: { kind: 'day', due: '2026-04-01' },
  madeAt: '2026-03-25T00:00:00.000Z',
};

const children = (element: Element, name: string) =>
  [...element.childNodes].filter((node): node is Element => node.nodeName === name);
const text = (element: Element, name: string) => children(element, name)[0]?.textContent ?? '';

function read(notices: readonly Notice[], of: Partial<Subscription> = {}): Element {
  const faults: string[] = [];
  const xml = atomOf({ ...SUBSCRIPTION, ...of }, notices, PLACES);
  const root = new DOMParser({ onError: (_level, message) => faults.push(message) }).parseFromString(
    xml,
    'text/xml',
  ).documentElement as Element;
  expect(faults).toEqual([]);
  expect([root.namespaceURI, root.localName]).toEqual(['http://www.w3.org/2005/Atom', 'feed']);
  return root;
}

describe('the Atom feed of a subscription', () => {
  it('has a notice an entry, the newest first, each with what RFC 4287 asks for', () => {
    const feed = read([AMENDED, DUE]);
    expect([text(feed, 'id'), text(feed, 'title'), text(feed, 'updated')]).toEqual([
      `urn:uuid:${SUBSCRIPTION.id}`,
      'Notices of the record',
      DUE.madeAt,
    ]);
    const links = children(feed, 'link').map((link) => [link.getAttribute('rel'), link.getAttribute('href')]);
    expect(links).toEqual([
      ['self', PLACES.feed],
      ['alternate', PLACES.record],
    ]);
    const entries = children(feed, 'entry').map((entry) =>
      ['id', 'title', 'updated', 'published', 'summary', 'content'].map((name) => text(entry, name)),
    );
    expect(entries).toEqual([
      [
        `urn:uuid:${DUE.id}`,
        'CWG-COP: Contributions to the sixteenth meeting are due on 1 April 2026 at the latest',
        ...[DUE.madeAt, DUE.madeAt],
        'You get this because you asked to be told of: the last day for contributions to a meeting of CWG-COP, 7 days before',
        '',
      ],
      [
        `urn:uuid:${AMENDED.id}`,
        'CWG-COP: Outcome 3 of the fifteenth meeting was amended',
        ...[AMENDED.madeAt, AMENDED.madeAt],
        'Reason: Agreed <by> the "membership" & others. It took effect in March 2026. It was recorded on 2 March 2026 at 14:05 (Europe/Zurich). You get this because you asked to be told of: acts of every group',
        'قرر الفريق <b>',
      ],
    ]);
    const [, amended] = children(feed, 'entry');
    expect(amended && children(amended, 'content')[0]?.getAttribute('xml:lang')).toBe('ar');
    expect(amended && children(amended, 'link')[0]?.getAttribute('href')).toBe(
      'https://record.example/groups/CWG-COP/meetings/15/outcomes/3',
    );
  });

  it('is in the language of the subscription, and whole without a notice', () => {
    const feed = read([], { language: 'fr' });
    expect([feed.getAttribute('xml:lang'), text(feed, 'title'), text(feed, 'updated')]).toEqual([
      'fr',
      'Avis du dossier',
      SUBSCRIPTION.createdAt,
    ]);
  });
});
