import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mail } from '@acta/application';
import { selfSigned, startMailServer } from '@acta/testing';
import { loadConfig } from './config.js';
import { openMailSender } from './mail-sender.js';

const MAIL: Mail = {
  to: 'reader@members.example',
  subject: 'A subject',
  text: 'A text',
  html: '<p>A text</p>',
  messageId: '<1@notices.example>',
  headers: {},
};

async function sendsWith(env: Record<string, string>): Promise<void> {
  const sender = await openMailSender(loadConfig({ ACTA_MAIL_FROM: 'acta@record.example', ...env }));
  try {
    await sender.send(MAIL, AbortSignal.timeout(10_000));
  } finally {
    sender.close();
  }
}

describe('mail as it is configured', () => {
  it('goes in clear on this machine, and encrypted where an authority is named', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'acta-mail-'));
    const certificate = selfSigned();
    const ca = join(folder, 'ca.pem');
    writeFileSync(ca, certificate.cert);
    const server = await startMailServer({ certificate, account: { user: 'acta', password: 'swordfish' } });
    const account = { ACTA_SMTP_USER: 'acta', ACTA_SMTP_PASSWORD: 'swordfish' };
    try {
      const url = `smtp://localhost:${String(server.port)}`;
      await sendsWith({ ...account, ACTA_SMTP: url });
      await sendsWith({ ...account, ACTA_SMTP: url, ACTA_SMTP_CA: ca });
      expect(server.received.map(({ encrypted }) => encrypted)).toEqual([false, true]);
      await expect(sendsWith({ ACTA_SMTP: url, ACTA_SMTP_CA: join(folder, 'none.pem') })).rejects.toThrow(
        /^ACTA_SMTP_CA: .*none\.pem cannot be read; make it, or correct its name$/,
      );
    } finally {
      await server.close();
      rmSync(folder, { recursive: true });
    }
  });

  it('needs a server, and somebody whom it is from', async () => {
    await expect(sendsWith({})).rejects.toThrow(/^ACTA_SMTP names no mail server; give smtp:\/\/host:587/);
    await expect(openMailSender(loadConfig({ ACTA_SMTP: 'smtp://127.0.0.1' }))).rejects.toThrow(
      /^ACTA_MAIL_FROM names nobody whom mail is from; give Acta <acta@example\.org>$/,
    );
  });
});
