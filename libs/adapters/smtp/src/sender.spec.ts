import { type Mail, MailFailed, MailRefused } from '@acta/application';
import { type MailFault, type MailServer, layLine, selfSigned, startMailServer } from '@acta/testing';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type OpenMailSender, type SmtpOptions, openMailSender } from './sender.js';

const MAIL: Mail = {
  to: 'reader@members.example',
  subject: 'CWG-COP: l’outcome 3 was amended — ملاحظة',
  text: 'What happened.\n\n.\nNoted: قرر الفريق\n',
  html: '<!DOCTYPE html><html lang="en"><body><p>What happened.</p><p lang="ar" dir="rtl">قرر الفريق</p></body></html>',
  messageId: '<4f3c@notices.example>',
  headers: { 'List-Unsubscribe': '<https://notices.example/u/1>', 'Auto-Submitted': 'auto-generated' },
};
const FROM = { address: 'acta@record.example', name: 'Acta, the record' };

const open: { close(): unknown }[] = [];
const kept = <T extends { close(): unknown }>(thing: T): T => {
  open.push(thing);
  return thing;
};

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

const server = async (...given: Parameters<typeof startMailServer>): Promise<MailServer> =>
  kept(await startMailServer(...given));
const sender = (port: number, options: Partial<SmtpOptions> = {}): OpenMailSender =>
  kept(
    openMailSender({
      host: '127.0.0.1',
      port,
      tls: 'none',
      from: FROM,
      ...options,
    }),
  );
const send = (by: OpenMailSender, mail: Partial<Mail> = {}, signal = new AbortController().signal) =>
  by.send({ ...MAIL, ...mail }, signal);
/** What sending throws, and how: "MailRefused address: …". */
const told = async (sending: Promise<void>): Promise<string> => {
  const error: unknown = await sending.then(
    () => new Error('it was sent'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof MailRefused) return `refused ${error.kind}: ${error.message}`;
  return error instanceof MailFailed ? `failed: ${error.message}` : String(error);
};

describe('mail', () => {
  it('arrives as it was given: text and HTML, in every script, with its headers and nothing else', async () => {
    const { port, received } = await server();
    await send(sender(port, { bounces: 'bounces@record.example' }));
    expect(received.map(({ from, to }) => ({ from, to }))).toEqual([
      { from: 'bounces@record.example', to: [MAIL.to] },
    ]);
    const mail = received[0]?.mail;
    expect(mail).toMatchObject({
      subject: MAIL.subject,
      from: FROM,
      to: [{ address: MAIL.to, name: '' }],
      messageId: MAIL.messageId,
      attachments: [],
    });
    expect([mail?.text?.trim(), mail?.html?.trim()]).toEqual([MAIL.text.trim(), MAIL.html]);
    const headers = new Map(mail?.headers.map(({ key, value }) => [key, value]));
    expect(headers.get('auto-submitted')).toBe('auto-generated');
    expect(headers.get('list-unsubscribe')).toBe('<https://notices.example/u/1>');
    expect(headers.get('content-type')).toMatch(/^multipart\/alternative;/);
  });

  it('takes no header out of what it is given', async () => {
    const { port, received } = await server();
    await send(sender(port), {
      subject: 'A subject\r\nBcc: other@members.example\r\n\r\nbody',
      messageId: '<1@a>\r\nX-Injected: 1',
      headers: { 'List-Id': '<a>\r\nX-Injected: 1' },
    });
    expect(received[0]?.to).toEqual([MAIL.to]);
    expect(received[0]?.mail.headers.map(({ key }) => key)).not.toContain('bcc');
    expect(received[0]?.mail.headers.map(({ key }) => key)).not.toContain('x-injected');
    expect(received[0]?.mail.text?.trim()).toBe(MAIL.text.trim());
  });

  it.each([
    'one@a.example, two@a.example',
    'Name <one@a.example>',
    'one@a.example>\r\nRCPT TO:<two@a.example',
    '"a b"@a.example',
    'one@[127.0.0.1]',
    'one',
    '@a.example',
    `${'a'.repeat(65)}@a.example`,
  ])('is not sent to %j', async (to) => {
    const { port, connections } = await server();
    expect(await told(send(sender(port), { to }))).toBe(
      'refused address: it is no address that mail can be sent to',
    );
    expect(connections).toBe(0);
  });

  it('goes over one connection where several follow each other, and over a new one once that was closed', async () => {
    const mail = await server();
    const line = kept(await layLine(mail.port));
    const by = sender(line.port);
    for (let i = 0; i < 3; i++) await send(by);
    expect([mail.received.length, mail.connections]).toEqual([3, 1]);
    line.cut();
    line.mend();
    await send(by);
    expect([mail.received.length, mail.connections]).toEqual([4, 2]);
  });
});

describe('a server that does not take it', () => {
  it.each<[MailFault, string]>([
    [
      { at: 'to', code: 550, text: '5.1.1 reader@members.example unknown' },
      'refused address: nothing reaches the address (550 5.1.1)',
    ],
    [
      { at: 'to', code: 550, text: 'no such user here' },
      'refused address: nothing reaches the address (550)',
    ],
    [
      { at: 'data', code: 550, text: '5.1.1 no mailbox' },
      'refused address: nothing reaches the address (550 5.1.1)',
    ],
    [
      { at: 'data', code: 554, text: '5.7.1 it looks like spam' },
      'refused message: the mail server refused the message (554 5.7.1)',
    ],
    [{ at: 'data', code: 554, text: 'no' }, 'refused message: the mail server refused the message (554)'],
    [
      { at: 'from', code: 552, text: '5.3.4 too big' },
      'refused message: it is larger than the mail server takes (552 5.3.4)',
    ],
    [
      { at: 'to', code: 451, text: '4.7.1 greylisted' },
      'failed: the mail server put it off (451 4.7.1 to RCPT TO); it is tried again',
    ],
    [
      { at: 'data', code: 452, text: '4.3.1 full' },
      'failed: the mail server put it off (452 4.3.1 to DATA); it is tried again',
    ],
    [
      { at: 'from', code: 550, text: '5.7.1 acta@record.example is not yours' },
      'failed: the mail server refused the sender (550 5.7.1 … is not yours); correct ACTA_MAIL_FROM, or let the server accept it',
    ],
    [
      { at: 'to', code: 554, text: '5.7.1 relay access denied' },
      'failed: the mail server takes nothing from here to there (554 5.7.1 to RCPT TO); let it relay for this host or account, and see what its log says',
    ],
    [
      { at: 'to', code: 550, text: '5.1.8 sender has no domain' },
      'failed: the mail server takes nothing from here to there (550 5.1.8 to RCPT TO); let it relay for this host or account, and see what its log says',
    ],
    [
      { at: 'data', code: 550, text: '5.7.26 not authentic' },
      'failed: the mail server takes nothing from here to there (550 5.7.26 to DATA); let it relay for this host or account, and see what its log says',
    ],
    [
      { at: 'connect', code: 554, text: 'go away' },
      'failed: the mail server takes nothing from here to there (554 to CONN); let it relay for this host or account, and see what its log says',
    ],
  ])('%j', async (fault, expected) => {
    const mail = await server();
    mail.fault = fault;
    const by = sender(mail.port);
    expect(await told(send(by))).toBe(expected);
    mail.fault = undefined;
    await send(by);
    expect(mail.received.length).toBe(1);
  });

  it.each(['connect', 'data'] as const)('in time is given up, and asked again (at %s)', async (at) => {
    const mail = await server();
    mail.fault = { at, stalls: true };
    const by = sender(mail.port, { stepMs: 3_000 });
    expect(await told(send(by))).toBe('failed: the mail server did not answer in time; see whether it works');
    mail.fault = undefined;
    await send(by);
    expect(mail.received.length).toBe(1);
  });

  it('is told of, where there is none', async () => {
    const mail = await startMailServer();
    await mail.close();
    expect(await told(send(sender(mail.port)))).toBe(
      'failed: no connection to the mail server, or it ended (ECONNREFUSED); see whether it runs (ACTA_SMTP)',
    );
  });

  it('may close midway; the message is not sent twice by itself', async () => {
    const mail = await server();
    const line = kept(await layLine(mail.port));
    line.cutAfter(400);
    expect(await told(send(sender(line.port)))).toMatch(
      /^failed: no connection to the mail server, or it ended/,
    );
    expect([mail.received.length, mail.connections]).toEqual([0, 1]);
  });

  it('does not hold a message for longer than it may take, however it trickles', async () => {
    const mail = await server();
    mail.fault = { at: 'data', stalls: true };
    expect(await told(send(sender(mail.port, { messageMs: 300 })))).toBe(
      'failed: sending was given up: it was to stop, or took too long',
    );
  });

  it('does not hold one that is to stop, nor those beside it', async () => {
    const mail = await server();
    mail.fault = { at: 'data', stalls: true };
    const by = sender(mail.port);
    const stop = new AbortController();
    const stopped = told(send(by, {}, stop.signal));
    setTimeout(() => stop.abort(), 200);
    expect(await stopped).toMatch(/^failed: sending was given up/);
    expect(await told(send(by, {}, AbortSignal.abort()))).toMatch(/^failed: sending was given up/);
    mail.fault = undefined;
    await send(by);
    expect(mail.received.length).toBe(1);
  });
});

describe('what is sent to a server', () => {
  const certificate = selfSigned();
  const account = { user: 'acta', password: 'a secret' };
  const trusted = { ca: certificate.cert, host: 'localhost' };

  it.each(['starttls', 'implicit'] as const)('is encrypted, and the account shown (%s)', async (tls) => {
    const mail = await server({ certificate, implicit: tls === 'implicit', account });
    await send(sender(mail.port, { ...trusted, tls, account }));
    expect(mail.received.length).toBe(1);
  });

  it('stays here where the server does not encrypt', async () => {
    const mail = await server({ account });
    expect(await told(send(sender(mail.port, { ...trusted, tls: 'starttls', account })))).toMatch(
      /^failed: the mail server does not encrypt the connection .*; let it offer STARTTLS, or use its port for implicit TLS/,
    );
  });

  it.each<[string, Partial<SmtpOptions>]>([
    ['of an authority that is not known', { host: 'localhost' }],
    ['of another authority', { host: 'localhost', ca: selfSigned().cert }],
  ])('stays here where the certificate is %s', async (_, options) => {
    for (const tls of ['starttls', 'implicit'] as const) {
      const mail = await server({ certificate, implicit: tls === 'implicit', account });
      expect(await told(send(sender(mail.port, { tls, account, ...options })))).toMatch(
        /^failed: the mail server's certificate is not trusted \(.*\); name its authority/,
      );
      expect(mail.received.length).toBe(0);
    }
  });

  it('stays here where the certificate is for another name', async () => {
    const other = selfSigned('mail.example');
    const mail = await server({ certificate: other, account });
    expect(
      await told(send(sender(mail.port, { tls: 'starttls', host: 'localhost', ca: other.cert, account }))),
    ).toMatch(/^failed: the mail server's certificate is not trusted \(ERR_TLS_CERT_ALTNAME_INVALID\)/);
  });

  it.each<[string, { user: string; password: string }]>([
    ['a wrong password', { ...account, password: 'another' }],
    ['another name', { user: 'other', password: 'a secret' }],
  ])('blames no address where the account is refused: %s', async (_, given) => {
    const mail = await server({ certificate, account });
    const words = await told(send(sender(mail.port, { ...trusted, tls: 'starttls', account: given })));
    expect(words).toMatch(/^failed: the mail server refused the account \(535 .*\); correct ACTA_SMTP_USER/);
    expect(words).not.toContain(given.password);
  });

  it('blames no address where an account is asked for, and none given', async () => {
    const mail = await server({ certificate, account });
    expect(await told(send(sender(mail.port, { ...trusted, tls: 'starttls' })))).toBe(
      'failed: the mail server asks for an account; give ACTA_SMTP_USER and ACTA_SMTP_PASSWORD',
    );
  });

  it('is not sent without the account where the server asks for none', async () => {
    const mail = await server({ certificate });
    expect(await told(send(sender(mail.port, { ...trusted, tls: 'starttls', account })))).toMatch(
      /^failed: the mail server refused the account/,
    );
    expect(mail.received.length).toBe(0);
  });
});
