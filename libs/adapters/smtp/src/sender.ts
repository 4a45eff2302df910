import { MailFailed, MailRefused, type MailSender, isMailAddress } from '@acta/application';
import { createTransport } from 'nodemailer';
import { faultOf } from './fault.js';

export interface SmtpOptions {
  host: string;
  port: number;
  /**
   * `implicit`: TLS from the start; `starttls`: nothing is sent before the connection is encrypted; `none`: in clear. The
   * server's certificate is always verified.
   */
  tls: 'implicit' | 'starttls' | 'none';
  /** Authorities of the server's certificate, PEM; absent: those that Node.js knows. */
  ca?: string;
  /** Mail is not sent where the server does not take the account. */
  account?: { user: string; password: string };
  /** Whom mail is from, as readers see it. */
  from: { address: string; name?: string };
  /** Where mail that cannot be delivered comes back to; absent: whom it is from. */
  bounces?: string;
  /** The name that this host introduces itself by; absent: the system's. */
  name?: string;
  /** The longest that one step may take: the connection, the greeting, each answer; and all of one message. */
  stepMs?: number;
  messageMs?: number;
}

/** One that keeps connections: they are closed after some seconds without a message, or at once by `close`. */
export interface OpenMailSender extends MailSender {
  /** Ends its connections; what is being sent fails. */
  close(): void;
}

const CONNECTIONS = 4;
const IDLE_MS = 10_000;

/** Sends over SMTP (RFC 5321), several messages on a connection. Nothing is connected to before the first message. */
export function openMailSender(options: SmtpOptions): OpenMailSender {
  const { host, port, tls, ca, account, from, bounces = from.address, name } = options;
  const { stepMs = 30_000, messageMs = 120_000 } = options;
  const transport = createTransport({
    pool: true,
    maxConnections: CONNECTIONS,
    idleTimeout: IDLE_MS,
    // For a kept connection that the server has closed meanwhile; no message of which a byte was sent is sent again here.
    maxRequeues: 1,
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    tls: { minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) },
    // A server that names no way to show the password is no reason to send without.
    ...(account === undefined
      ? {}
      : { auth: { user: account.user, pass: account.password }, forceAuth: true }),
    ...(name === undefined ? {} : { name }),
    connectionTimeout: stepMs,
    greetingTimeout: stepMs,
    socketTimeout: stepMs,
    dnsTimeout: stepMs,
    // A message is what it says; nothing is fetched for it.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ to, subject, text, html, messageId, headers }, signal) {
      if (!isMailAddress(to)) throw new MailRefused('it is no address that mail can be sent to', 'address');
      if (signal.aborted) throw new MailFailed('sending was given up: it was to stop');
      try {
        await transport.sendMail({
          // An object is one address; a text might be read as several.
          to: { name: '', address: to },
          from: { name: from.name ?? '', address: from.address },
          envelope: { from: bounces, to },
          subject,
          text,
          html,
          messageId,
          headers,
          signal: AbortSignal.any([signal, AbortSignal.timeout(messageMs)]),
        });
      } catch (error) {
        throw faultOf(error);
      }
    },
    close: () => transport.close({ force: true }),
  };
}
