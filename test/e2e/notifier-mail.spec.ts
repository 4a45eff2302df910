import { join } from 'node:path';
import { type MailServer, startMailServer } from '@acta/testing/mail-server';
import { until } from '@acta/testing/until';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { scrape, valueOf } from '../support/exposition.js';
import { type NotifierProcess, startNotifierProcess } from '../support/notifier-process.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { ServedRecord, ask } from '../support/served.js';

const ADDRESS = 'reader@members.example';

let record: ServedRecord;
let mail: MailServer;
let traces: OtlpReceiver;
let notifier: NotifierProcess;
let url: string;
let authorization: string;

beforeEach(async () => {
  record = await ServedRecord.open();
  mail = await startMailServer();
  traces = await OtlpReceiver.open();
  notifier = startNotifierProcess({
    ACTA_NOTIFIER_DATA: join(record.temporary.folder, 'notifier'),
    ACTA_API: record.url,
    ACTA_SMTP: `smtp://127.0.0.1:${String(mail.port)}`,
    ACTA_MAIL_FROM: 'Acta <acta@record.example>',
    ACTA_RECORD_URL: 'https://record.example',
    ACTA_METRICS_PORT: '0',
    OTEL_EXPORTER_OTLP_ENDPOINT: traces.url,
  });
  url = await notifier.url();
  authorization = `Bearer ${await record.token('delegate', 'a delegate')}`;
});
afterEach(async () => {
  await notifier.end('SIGKILL');
  await mail.close();
  traces.close();
  await record.close();
});

/** The first link of a message that leads to a page of this kind. */
const linkIn = (text: string | undefined, page: string): string =>
  new RegExp(`http\\S+/${page}/\\S+`).exec(text ?? '')?.[0] ?? '';

const mails = () => mail.received.map((each) => each.mail);

/** Subscribes the address. @returns the subscription's id */
async function subscribe(): Promise<string> {
  const body = {
    wants: [{ kind: 'acts', group: 'CWG-COP', types: ['outcome-amended'] }],
    channel: { kind: 'email', address: ADDRESS },
  };
  const answer = await ask(`${url}/subscriptions`, 'POST', { body, headers: { authorization } });
  expect(answer.status).toBe(201);
  return (answer.body as { id: string }).id;
}

async function confirmed(): Promise<string> {
  const id = await subscribe();
  await until(() => mails().length > 0);
  expect((await ask(linkIn(mails()[0]?.text, 'confirm'), 'POST')).status).toBe(200);
  return id;
}

async function amend(text: string): Promise<void> {
  const chair = await record.as('chair');
  const body = { class: 'editorial', text: { language: 'en', text }, reason: 'a word was missing' };
  const answer = await chair('POST', '/groups/CWG-COP/meetings/15/outcomes/1/amendments', { body });
  expect(answer.status).toBe(201);
}

const shown = async (id: string): Promise<Record<string, unknown>> =>
  (await ask(`${url}/subscriptions/${id}`, 'GET', { headers: { authorization } })).body;

describe('an outcome that is amended over HTTP', () => {
  it('is told in one message, to an address that was confirmed, until it is unsubscribed', async () => {
    const id = await subscribe();
    await until(() => mails().length > 0);
    await amend('Before the address was confirmed.');
    const confirm = linkIn(mails()[0]?.text, 'confirm');
    expect((await ask(confirm, 'GET')).text).toContain('<button>');
    expect(await shown(id)).toMatchObject({ state: 'unconfirmed' });
    expect((await ask(confirm, 'POST')).status).toBe(200);

    await amend('The words as amended.');
    await until(() => mails().length > 1);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(mails()).toHaveLength(2);
    const [, message] = mails();
    expect(message?.subject).toBe('CWG-COP: outcome 1 of the fifteenth meeting was amended');
    expect(message?.text).toContain('> The words as amended.\n\nReason: a word was missing.\n');
    expect(message?.text).toContain('https://record.example/groups/CWG-COP/meetings/15/outcomes/1');
    expect(message?.html).toContain('The words as amended.');
    expect(mail.received[1]?.to).toEqual([ADDRESS]);

    const page = await ask(linkIn(message?.text, 'notices'), 'GET');
    expect(page.text).toContain('Outcome 1 of the fifteenth meeting was amended');
    expect(page.text).toContain('acts of CWG-COP (outcome-amended)');
    expect(page.text).not.toContain(ADDRESS);

    const { value } = message?.headers.find(({ key }) => key === 'list-unsubscribe') ?? { value: '' };
    const gone = await fetch(value.replace(/[<>]/g, ''), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });
    expect(gone.status).toBe(200);
    await amend('After that.');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(mails()).toHaveLength(2);
    expect(notifier.lines.join('\n')).not.toContain(ADDRESS);
  });

  it('is counted, and the end of the trace that it is recorded in', async () => {
    await confirmed();
    await amend('The words as amended.');
    await until(() => mails().length > 1);
    const metrics = /metrics and probes at (\S+)/.exec(notifier.lines.join('\n'))?.[1] ?? '';
    expect((await fetch(`${metrics}/ready`)).status).toBe(200);
    const told = async (): Promise<(number | undefined)[]> => {
      const samples = await scrape(metrics);
      return [
        valueOf(samples, 'acta_notifier_messages_total', { channel: 'email', result: 'sent' }),
        valueOf(samples, 'acta_notifier_notices', { state: 'due' }),
      ];
    };
    // It is counted once the server's answer is here.
    await until(async () => (await told())[0] === 2);
    expect(await told()).toEqual([2, 0]);
    expect(valueOf(await scrape(metrics), 'acta_notifier_position')).toBe(
      record.acta.journal.head().position,
    );
    await until(() => traces.named('notify').length > 0);
    const { metadata } = JSON.parse(
      record.acta.journal.after(record.acta.journal.head().position - 1, 1)[0]?.body ?? '',
    ) as {
      metadata: { id: string; $correlationId: string };
    };
    expect(traces.named('notify')).toMatchObject([
      {
        service: 'acta-notifier',
        traceId: metadata.$correlationId.replaceAll('-', ''),
        parentSpanId: metadata.id.replaceAll('-', '').slice(16),
      },
    ]);
  });
});

describe('a mail server', () => {
  it('that takes nothing from anybody is told of once to whoever runs the service, and asked again later', async () => {
    const id = await confirmed();
    mail.fault = { at: 'from', code: 451, text: '4.3.0 try again' };
    await amend('One.');
    await amend('Two.');
    await until(async () => (await shown(id))['lastError'] !== undefined);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await shown(id)).toMatchObject({ state: 'active', lastError: expect.stringContaining('451') });
    expect(notifier.lines.filter((line) => line.includes('(451 '))).toHaveLength(1);
  });

  it('that knows no such address has nothing more sent there, which the subscriber is shown', async () => {
    const id = await confirmed();
    mail.fault = { at: 'to', code: 550, text: '5.1.1 no such user' };
    await amend('One.');
    await until(async () => (await shown(id))['state'] === 'paused');
    expect(await shown(id)).toMatchObject({ paused: { reason: expect.stringContaining('550') } });
    const connections = mail.connections;
    await amend('Two.');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(mail.connections).toBe(connections);
  });
});
