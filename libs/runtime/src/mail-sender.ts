import { readFileSync } from 'node:fs';
import type { OpenMailSender, SmtpOptions } from '@acta/smtp';
import { type Config, settings } from './config.js';
import { ConfigRefused, isLoopback } from './setting.js';

/**
 * What sends mail, as configured; nothing is connected to yet.
 * @throws ConfigRefused where no mail server is configured, nobody whom mail is from, or a file that is named is not there
 */
export async function openMailSender(config: Config): Promise<OpenMailSender> {
  const { smtp, smtpUser, smtpPassword, smtpCa, mailFrom, mailBounces, notifierUrl } = config;
  if (smtp === undefined)
    throw new ConfigRefused(
      `${settings.smtp.env} names no mail server; give smtp://host:587 or smtps://host:465`,
    );
  if (mailFrom === undefined)
    throw new ConfigRefused(
      `${settings.mailFrom.env} names nobody whom mail is from; give Acta <acta@example.org>`,
    );
  const { openMailSender: open } = await import('@acta/smtp');
  return open({
    host: smtp.host,
    port: smtp.port,
    tls: tlsOf(config),
    from: mailFrom,
    ...(smtpCa === undefined ? {} : { ca: readCa(smtpCa) }),
    ...(smtpUser === undefined || smtpPassword === undefined
      ? {}
      : { account: { user: smtpUser, password: smtpPassword() } }),
    ...(mailBounces === undefined ? {} : { bounces: mailBounces }),
    ...(notifierUrl === undefined ? {} : { name: new URL(notifierUrl).hostname }),
  });
}

function tlsOf({ smtp, smtpTls, smtpCa }: Config): SmtpOptions['tls'] {
  if (smtp?.implicit === true) return 'implicit';
  const isNeedless = smtp !== undefined && isLoopback(smtp.host) && smtpCa === undefined;
  return smtpTls && !isNeedless ? 'starttls' : 'none';
}

function readCa(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new ConfigRefused(`${settings.smtpCa.env}: ${file} cannot be read; make it, or correct its name`);
  }
}
