import { isMailAddress } from '@acta/application';
import {
  ConfigRefused,
  type Secret,
  type Setting,
  folder,
  isLoopback,
  optional,
  secret,
  webAddress,
  yesOrNo,
} from './setting.js';

/** A server for mail. */
interface SmtpPlace {
  /** Without the brackets of IPv6. */
  host: string;
  port: number;
  /** TLS from the start, not by STARTTLS. */
  implicit: boolean;
}

/** An address of mail as readers see it. */
interface Mailbox {
  address: string;
  name?: string;
}

/** What can be configured of mail, and of the addresses that are named in it. */
export interface MailConfig {
  /** undefined: no mail is sent. */
  smtp: SmtpPlace | undefined;
  smtpUser: string | undefined;
  smtpPassword: Secret | undefined;
  /** File with the authority of the server's certificate, PEM. */
  smtpCa: string | undefined;
  smtpTls: boolean;
  mailFrom: Mailbox | undefined;
  /** Where mail that cannot be delivered comes back to; undefined: whom it is from. */
  mailBounces: string | undefined;
  /** Where readers reach the record, without a slash at the end; undefined: where the API is asked. */
  recordUrl: string | undefined;
}

const DEFAULT_PORT = { 'smtp:': 587, 'smtps:': 465 } as const;

/** @throws ConfigRefused, which does not repeat it: there may be a password in it */
function smtpPlace(text: string, name: string): SmtpPlace {
  const url = URL.parse(text);
  const protocol = url?.protocol;
  if (url === null || (protocol !== 'smtp:' && protocol !== 'smtps:') || url.hostname === '')
    throw new ConfigRefused(
      `${name}: the address of the mail server cannot be read; give smtp://host:587 or smtps://host:465`,
    );
  if (
    url.username !== '' ||
    url.password !== '' ||
    url.search !== '' ||
    url.hash !== '' ||
    url.pathname.length > 1
  )
    throw new ConfigRefused(
      `${name}: give the host and the port alone; the account goes into ACTA_SMTP_USER and ACTA_SMTP_PASSWORD`,
    );
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? DEFAULT_PORT[protocol] : Number(url.port),
    implicit: protocol === 'smtps:',
  };
}

/** "acta@example.org" or "Acta <acta@example.org>". @throws ConfigRefused */
function mailbox(text: string, name: string): Mailbox {
  const [, named, bracketed] = /^\s*"?([^"<>\p{Cc}]*?)"?\s*<([^<>]+)>\s*$/u.exec(text) ?? [];
  const address = bracketed ?? text.trim();
  if (!isMailAddress(address))
    throw new ConfigRefused(
      `${name}: "${text}" is no address of mail; give acta@example.org or Acta <acta@example.org>`,
    );
  return named === undefined || named === '' ? { address } : { address, name: named };
}

/** One row a setting. */
export const mailSettings: { [K in keyof MailConfig]: Setting<MailConfig[K]> } = {
  smtp: {
    env: 'ACTA_SMTP',
    default: '',
    describe: 'mail server: smtp://host:587 (STARTTLS) or smtps://host:465; default: no mail is sent',
    read: optional(smtpPlace),
  },
  smtpUser: {
    env: 'ACTA_SMTP_USER',
    default: '',
    describe: 'account at the mail server',
    read: optional((text) => text),
  },
  smtpPassword: { env: 'ACTA_SMTP_PASSWORD', default: '', describe: 'its password', read: secret },
  smtpCa: {
    env: 'ACTA_SMTP_CA',
    default: '',
    describe: "file with the authority of the mail server's certificate",
    read: optional(folder),
  },
  smtpTls: {
    env: 'ACTA_SMTP_TLS',
    default: 'true',
    describe:
      'whether the mail server is reached with TLS; one on this machine is reached without it unless a file is named',
    read: yesOrNo,
  },
  mailFrom: {
    env: 'ACTA_MAIL_FROM',
    default: '',
    describe: 'whom mail is from: Acta <acta@example.org>',
    read: optional(mailbox),
  },
  mailBounces: {
    env: 'ACTA_MAIL_BOUNCES',
    default: '',
    describe: 'where mail that cannot be delivered comes back to; default: whom it is from',
    read: optional((text, name) => mailbox(text, name).address),
  },
  recordUrl: {
    env: 'ACTA_RECORD_URL',
    default: '',
    describe: 'public address of the record, for links in what is sent of it',
    read: optional((text, name) => webAddress(text, name).replace(/\/+$/, '')),
  },
};

/** That an account is whole, and that its password cannot be read on the way. @throws ConfigRefused */
export function assertMailSafe({ smtp, smtpUser, smtpPassword, smtpTls }: MailConfig): void {
  if ((smtpUser === undefined) !== (smtpPassword === undefined))
    throw new ConfigRefused(
      `${mailSettings.smtpUser.env} and ${mailSettings.smtpPassword.env} are of use together; set both, or none`,
    );
  if (smtp === undefined || smtpTls) return;
  if (smtp.implicit)
    throw new ConfigRefused(
      `${mailSettings.smtpTls.env}: smtps:// is TLS; leave it on, or give smtp:// in ${mailSettings.smtp.env}`,
    );
  if (smtpPassword !== undefined && !isLoopback(smtp.host))
    throw new ConfigRefused(
      `${mailSettings.smtpTls.env}: the password would travel to "${smtp.host}" as anybody on the way could read it; leave TLS on`,
    );
}
