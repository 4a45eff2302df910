import { schemaVersions } from '@acta/domain';
import { isMailAddress } from '@acta/application';
import { loadConfig, openMailSender } from '@acta/runtime';
import { startMailServer } from '@acta/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type DefaultTreeAdapterMap, parse } from 'parse5';
import type { Notice, NoticedAct, Subscription } from '@acta/application/notify';
import { type MailSubscription, confirmationMail, mailOf } from './mail.js';

const PLACES = {
  record: 'https://record.example/acta',
  notices: 'https://notices.example/n?s=1&k=2',
  unsubscribe: 'https://notices.example/u/1',
};

const SUBSCRIPTION: MailSubscription = {
  id: '0199c0de-0000-7000-8000-000000000001',
  subject: '5f0c0000-0000-4000-8000-000000000001',
  wants: [{ kind: 'acts', group: 'CWG-COP' }],
  channel: { kind: 'email', address: 'reader@members.example' },
  delivery: { kind: 'at-once' },
  zone: 'Europe/Zurich',
  language: 'en',
  createdAt: '2026-01-01T00:00:00.000Z',
};

const ACT: NoticedAct = {
  kind: 'act',
  type: 'outcome-amended',
  event: '0199c0de-0000-7000-8000-0000000000aa',
  position: 44,
  recordedAt: '2026-03-02T13:05:00.000Z',
  effectiveAt: '2026-03-01',
  reason: 'Wording of the\nsummary record',
  words: { text: 'The Chair encouraged guidance.', language: 'en' },
};

let made = 0;
function notice(of: Partial<Notice> = {}, about: Partial<NoticedAct> = {}): Notice {
  made += 1;
  return {
    id: `0199c0de-0000-7000-8000-1${String(made).padStart(11, '0')}`,
    subscription: SUBSCRIPTION.id,
    key: `act ${String(made)}`,
    want: { kind: 'acts', group: 'CWG-COP' },
    group: 'CWG-COP',
    subject: 'CWG-COP/meetings/15/outcomes/3',
    about: { ...ACT, ...about },
    madeAt: '2026-03-02T13:05:01.000Z',
    ...of,
  };
}

const LIAISON_DUE: Partial<Notice> = {
  want: { kind: 'liaison-due', group: 'CWG-COP', addressee: 'ITU-T SG17', days: 7 },
  subject: 'CWG-COP/liaison-statements/o-3',
  about: { kind: 'day', due: '2026-03-09', words: { text: 'حماية الأطفال على الخط', language: 'ar' } },
};

const mail = (notices: readonly Notice[], of: Partial<Subscription> = {}) =>
  mailOf({ subscription: { ...SUBSCRIPTION, ...of } as MailSubscription, notices, places: PLACES });

type Element = DefaultTreeAdapterMap['element'];
type Node = DefaultTreeAdapterMap['node'];

/** Every element of a page. */
function elements(html: string): Element[] {
  const faults: string[] = [];
  const page = parse(html, { onParseError: ({ code }) => faults.push(code) });
  // Those beyond the first plane are harmless.
  expect(faults.filter((code) => code !== 'noncharacter-in-input-stream')).toEqual([]);
  const within = (node: Node): Element[] =>
    'childNodes' in node
      ? node.childNodes.flatMap((child) => ['tagName' in child ? [child] : [], within(child)].flat())
      : [];
  return within(page);
}

/** The text of the body, spaces as one. */
function readable(html: string): string {
  const body = elements(html).find(({ tagName }) => tagName === 'body');
  const within = (node: Node): string =>
    'value' in node ? node.value : 'childNodes' in node ? node.childNodes.map(within).join(' ') : '';
  return body === undefined ? '' : within(body).replace(/\s+/g, ' ').trim();
}

/** The plain text without what only plain text has. */
const unmarked = (text: string) =>
  text
    .replace(/^(?:[=-]{3,}|-- )$/gm, '')
    .replace(/^(?:> ?|- )/gm, '')
    .replace(/\s*:\nhttps:\S+/g, '')
    .replace(/\s+/g, ' ')
    .trim();

const attribute = (element: Element | undefined, name: string) =>
  element?.attrs.find((each) => each.name === name)?.value;

describe('a message for one act', () => {
  it('says what happened, its words, why and when, why it is told, and how to end that', () => {
    const { to, subject, text } = mail([notice()]);
    expect([to, subject]).toEqual([
      'reader@members.example',
      'CWG-COP: outcome 3 of the fifteenth meeting was amended',
    ]);
    expect(text).toBe(
      [
        'CWG-COP: outcome 3 of the fifteenth meeting was amended',
        '=======================================================',
        '',
        '> The Chair encouraged guidance.',
        '',
        'Reason: Wording of the summary record.',
        '',
        'It took effect on 1 March 2026. It was recorded on 2 March 2026 at 14:05 (Europe/Zurich).',
        '',
        'See it in the record:',
        'https://record.example/acta/groups/CWG-COP/meetings/15/outcomes/3',
        '',
        '-- ',
        'You get this because you asked to be told of:',
        '',
        '- acts of CWG-COP',
        '',
        'What you were told, and why:',
        'https://notices.example/n?s=1&k=2',
        '',
        'Unsubscribe:',
        'https://notices.example/u/1',
        '',
      ].join('\n'),
    );
  });

  it('says it in French, by another clock', () => {
    const { subject, text } = mail([notice({}, { effectiveAt: '2026-03-01T23:30:00.000Z' })], {
      language: 'fr',
      zone: 'Asia/Kathmandu',
    });
    expect(subject).toBe('CWG-COP\u00a0: le résultat 3 de la quinzième réunion a été modifié');
    expect(text).toContain(
      "L'acte a pris effet le 2 mars 2026 à 05:15 (Asia/Kathmandu). Il a été inscrit au dossier le 2 mars 2026 à 18:50 (Asia/Kathmandu).",
    );
    expect(text).toContain('- les actes de CWG-COP\n');
    expect(text).toContain('Original\u00a0: anglais');
  });

  it('can be unsubscribed from with one click, and answers nobody', () => {
    expect(mail([notice()]).headers).toEqual({
      'Content-Language': 'en',
      'Auto-Submitted': 'auto-generated',
      'List-Id': '<notices.notices.example>',
      'List-Unsubscribe': '<https://notices.example/u/1>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
  });

  it('is known again by its id: of these notices, for this subscription', () => {
    const [one, two] = [notice(), notice()];
    const id = mail([one, two]).messageId;
    expect(id).toMatch(/^<[0-9a-f]{40}@notices\.example>$/);
    expect(mail([two, one]).messageId).toBe(id);
    expect(mail([one]).messageId).not.toBe(id);
    expect(mail([one, two], { id: '0199c0de-0000-7000-8000-000000000002' }).messageId).not.toBe(id);
  });

  it('takes effect as it is recorded where nothing else is said', () => {
    const { effectiveAt: _, ...of } = ACT;
    expect(mail([notice({ about: of })]).text).toContain(
      'It took effect and was recorded on 2 March 2026 at 14:05 (Europe/Zurich).',
    );
  });

  it.each(Object.keys(schemaVersions))('says %s in words', (type) => {
    for (const language of ['en', 'fr'] as const)
      expect(mail([notice({}, { type })], { language }).subject).not.toContain(type);
  });

  it('calls a type of a newer build by its code', () => {
    expect(mail([notice({}, { type: 'outcome-praised' })]).subject).toBe(
      'CWG-COP: outcome 3 of the fifteenth meeting outcome-praised',
    );
  });

  it.each([
    ['calendar/C-26', 'session-revised', 'Acta: the session C-26 was revised', '/calendar'],
    ['persons/5f0c', 'person-erased', 'Acta: the identity of 5f0c was erased', '/groups'],
  ])('tells of %s, which is no group’s', (subject, type, line, path) => {
    const { group: _, ...of } = notice({ subject }, { type });
    const told = mail([of]);
    expect(told.subject).toBe(line);
    expect(told.text).toContain(`https://record.example/acta${path}\n`);
  });
});

describe('a message for several', () => {
  const several = () => {
    const at = (minute: number) => `2026-03-02T13:${String(minute).padStart(2, '0')}:00.000Z`;
    const other = { group: 'CWG-FHR', want: { kind: 'acts' } as const };
    return [
      notice({ ...LIAISON_DUE, madeAt: at(4) }),
      notice({ madeAt: at(3) }, { type: 'outcome-rescinded' }),
      notice({ ...other, subject: 'CWG-FHR/meetings/2', madeAt: at(2) }, { type: 'meeting-opened' }),
      notice({ madeAt: at(1) }),
      notice({ ...other, subject: 'CWG-FHR', madeAt: at(6) }, { type: 'group-renewed' }),
    ];
  };

  it('gathers them by group and subject, the oldest first, each with the want that it answers', () => {
    const { subject, text } = mail(several());
    expect(subject).toBe('CWG-COP, CWG-FHR: 4 acts, 1 deadline');
    expect(text.match(/^(?:CWG|Outcome|The ).*$/gm)).toEqual([
      'CWG-COP, CWG-FHR: 4 acts, 1 deadline',
      'CWG-COP',
      'Outcome 3 of the fifteenth meeting was amended',
      'Outcome 3 of the fifteenth meeting was rescinded',
      'The answer of ITU-T SG17 to outgoing liaison statement 3 falls due on 9 March 2026',
      'CWG-FHR',
      'The second meeting was opened',
      'The group was renewed',
    ]);
    expect(text.match(/^Asked for: acts of CWG-COP$/gm)?.length).toBe(2);
    expect(text).toContain('- acts of every group\n');
    expect(text).toContain(
      '- answers of ITU-T SG17 to liaison statements of CWG-COP, 7 days before they fall due\n',
    );
  });

  it('counts in French, and names four groups by their number', () => {
    expect(mail(several(), { language: 'fr' }).subject).toBe('CWG-COP, CWG-FHR\u00a0: 4 actes, 1 échéance');
    const four = ['A', 'B', 'C', 'D'].map((group) => notice({ group, subject: `${group}/meetings/1` }));
    expect(mail(four).subject).toBe('4 groups: 4 acts');
  });

  it('has room for fifty, and says what is left', () => {
    const many = Array.from({ length: 53 }, () => notice());
    const { subject, text } = mail(many);
    expect(subject).toBe('CWG-COP: 53 acts');
    expect(text.match(/^Outcome 3/gm)?.length).toBe(50);
    expect(text).toContain('\n3 more, which are in the list of what you were told.\n');
  });
});

describe('the two forms of a message', () => {
  it('say the same, and lead to the same places', () => {
    const told = mail([notice(), notice(LIAISON_DUE), notice({ group: 'CWG-FHR', subject: 'CWG-FHR' })]);
    expect(readable(told.html)).toBe(unmarked(told.text));
    const links = elements(told.html).flatMap((element) => attribute(element, 'href') ?? []);
    expect(links).toEqual(told.text.match(/^https:.*$/gm));
  });

  it('keep words in their language and direction', () => {
    const { html } = mail([notice(LIAISON_DUE)]);
    const quote = elements(html).find(({ tagName }) => tagName === 'blockquote');
    expect([attribute(quote, 'lang'), attribute(quote, 'dir')]).toEqual(['ar', 'rtl']);
    expect(html).toContain('<html lang="en" dir="ltr">');
  });

  it('cut long words at the end of one, and say so', () => {
    const text = 'every meeting noted it, '.repeat(60);
    const told = mail([notice({}, { words: { text, language: 'en' } })]);
    const [quoted = ''] = told.text.match(/^> .*$/gm) ?? [];
    expect(quoted.length).toBeLessThanOrEqual(603);
    expect(quoted).toMatch(/(?:every|meeting|noted|it)…$/);
    expect(told.text).toContain('\nThe whole of it is in the record.\n');
    const families = mail([notice({}, { words: { text: '👩‍👩‍👧‍👦'.repeat(700), language: 'zxx' } })]).text;
    expect(families).toMatch(/^> (?:👩‍👩‍👧‍👦)+…$/m);
    // However long they are, and of whatever: what looked back from each letter would not end.
    for (const word of ['every meeting noted it, ', '\u0301', 'x'])
      expect(
        mail([notice({}, { words: { text: word.repeat(400_000), language: 'en' } })]).text.length,
      ).toBeLessThan(8_000);
  });

  it('are made of text alone, whatever is recorded', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '<script>alert(1)</script>',
        '"><img src=https://evil.example/x.png onerror=alert(1)>',
        '</blockquote></main><a href="javascript:alert(1)">',
        '\r\nBcc: other@members.example\r\n\r\n',
        '<!--',
        ']]>&lt;',
      ),
    );
    const allowed = 'html head meta title style body main footer h1 h2 h3 p ul li blockquote br a'.split(' ');
    fc.assert(
      fc.property(hostile, hostile, hostile, (words, reason, name) => {
        const told = mail([
          notice(
            { group: name, subject: `CWG-COP/meetings/15/contributions/${name}` },
            { reason, words: { text: words, language: name } },
          ),
          notice({ ...LIAISON_DUE, want: { kind: 'liaison-due', addressee: name, days: 1 } }),
        ]);
        for (const element of elements(told.html)) {
          expect(allowed).toContain(element.tagName);
          expect(
            element.attrs.filter(
              ({ name: own }) =>
                !['lang', 'dir', 'class', 'href', 'charset', 'name', 'content'].includes(own),
            ),
          ).toEqual([]);
          expect(attribute(element, 'href') ?? PLACES.notices).toMatch(
            /^https:\/\/(?:record|notices)\.example\//,
          );
        }
        for (const line of [told.subject, told.messageId, ...Object.values(told.headers)])
          expect(line).toMatch(/^[^\p{Cc}\p{Cs}]+$/u);
        expect(isMailAddress(told.to)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('ask for nothing from elsewhere', () => {
    expect(mail([notice()]).html).not.toMatch(/@import|url\(|src=|<link|<script|<img/i);
  });
});

describe('a message that is sent', () => {
  it('arrives as it was made, its headers whole', async () => {
    const server = await startMailServer();
    const sender = await openMailSender(
      loadConfig({
        ACTA_SMTP: `smtp://127.0.0.1:${String(server.port)}`,
        ACTA_MAIL_FROM: 'Acta <acta@record.example>',
      }),
    );
    try {
      const unsubscribe = `https://notices.example/u/${'x'.repeat(300)}`;
      const subscription: MailSubscription = { ...SUBSCRIPTION, language: 'fr' };
      const sent = mailOf({
        subscription,
        notices: [notice(), notice(LIAISON_DUE)],
        places: { ...PLACES, unsubscribe },
      });
      await sender.send(sent, AbortSignal.timeout(10_000));
      const [received] = server.received;
      expect(received?.mail).toMatchObject({ subject: sent.subject, messageId: sent.messageId });
      expect([received?.mail.text?.trim(), received?.mail.html?.trim()]).toEqual([
        sent.text.trim(),
        sent.html.trim(),
      ]);
      const headers = new Map(received?.mail.headers.map(({ key, value }) => [key, value]));
      for (const [name, value] of Object.entries(sent.headers))
        expect([name, headers.get(name.toLowerCase())]).toEqual([name, value]);
    } finally {
      sender.close();
      await server.close();
    }
  });
});

describe('the message that asks to confirm an address', () => {
  const ask = (of: Partial<Subscription> = {}) =>
    confirmationMail({ ...SUBSCRIPTION, ...of } as MailSubscription, {
      confirm: 'https://notices.example/c/1',
      days: 7,
      record: PLACES.record,
    });

  it('says who asked for what, when it lapses, and that nothing comes otherwise', () => {
    const { subject, text, html, headers, messageId } = ask({
      wants: [
        { kind: 'acts', types: ['outcome-amended', 'outcome-rescinded'] },
        { kind: 'own', group: 'CWG-COP' },
        { kind: 'contributions-due', group: 'CWG-COP', days: 1 },
      ],
      delivery: { kind: 'weekly', at: '08:30', weekday: 1 },
    });
    expect(subject).toBe('Please confirm that you want notices of the record');
    for (const said of [
      `Somebody (${SUBSCRIPTION.subject}) asked that the record at https://record.example/acta send notices`,
      '- acts of every group (outcome-amended, outcome-rescinded)\n- acts of others on what you recorded in CWG-COP\n- the last day for contributions to a meeting of CWG-COP, 1 day before\n',
      'They would come gathered, on Monday at 08:30 (Europe/Zurich).',
      'Confirm this address:\nhttps://notices.example/c/1\n',
      'Where nobody confirms within 7 days, this lapses.',
    ])
      expect(text).toContain(said);
    expect(readable(html)).toBe(unmarked(text));
    expect(headers).toEqual({ 'Content-Language': 'en', 'Auto-Submitted': 'auto-generated' });
    expect(messageId).toMatch(/^<[0-9a-f]{40}@notices\.example>$/);
  });

  it('says it in French', () => {
    const { subject, text } = ask({ language: 'fr', delivery: { kind: 'daily', at: '08:30' } });
    expect(subject).toBe('Merci de confirmer que vous voulez recevoir les avis du dossier');
    expect(text).toContain('Ils viendraient groupés, chaque jour à 08:30 (Europe/Zurich).');
    expect(text).toContain('Sans confirmation dans un délai de 7 jours, cette demande devient caduque.');
  });
});
