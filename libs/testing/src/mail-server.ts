import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { Certificate } from './certificate.js';

/** A message that the server took. */
interface ReceivedMail {
  /** Of the envelope: where bounces go, and who gets it. */
  from: string;
  to: readonly string[];
  /** Whether it came over TLS. */
  encrypted: boolean;
  /** As it was sent, and as a reader's program takes it apart. */
  raw: string;
  mail: Email;
}

/** What goes wrong, until it is set to something else. */
export type MailFault =
  /** The command is answered so, for example 550, "5.1.1 no such user". */
  | { at: 'connect' | 'auth' | 'from' | 'to' | 'data'; code: number; text: string }
  /** Nothing is said any more. */
  | { at: 'connect' | 'data'; stalls: true };

export interface MailServerOptions {
  /** Offers STARTTLS with it; without, the server speaks in clear. */
  certificate?: Certificate;
  /** TLS from the start. */
  implicit?: boolean;
  /** Whom it takes mail from; absent: from anybody. */
  account?: { user: string; password: string };
}

/** A server for mail on the loopback address, which delivers nothing. */
export interface MailServer {
  readonly port: number;
  /** Messages that it took, oldest first. */
  readonly received: readonly ReceivedMail[];
  /** Connections that were made to it. */
  readonly connections: number;
  /** undefined: nothing goes wrong. */
  fault: MailFault | undefined;
  close(): Promise<void>;
}

/** Starts one on a free port. */
export async function startMailServer({
  certificate,
  implicit = false,
  account,
}: MailServerOptions = {}): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  let connections = 0;
  /** What goes wrong at a command. @returns whether an answer may be given at all */
  const passes = (at: MailFault['at'], callback: (error?: Error) => void): boolean => {
    const { fault } = result;
    if (fault?.at !== at) return true;
    if ('code' in fault) callback(Object.assign(new Error(fault.text), { responseCode: fault.code }));
    return false;
  };
  const server = new SMTPServer({
    ...(certificate ?? {}),
    secure: implicit,
    disabledCommands: [...(certificate === undefined ? ['STARTTLS'] : []), ...(account ? [] : ['AUTH'])],
    disableReverseLookup: true,
    allowInsecureAuth: true,
    closeTimeout: 1,
    onConnect(_session, callback) {
      connections += 1;
      if (passes('connect', callback)) callback();
    },
    onAuth({ username, password }, _session, callback) {
      if (!passes('auth', callback)) return;
      const isKnown = username === account?.user && password === account?.password;
      callback(null, isKnown ? { user: username } : {});
    },
    onMailFrom(_address, _session, callback) {
      if (passes('from', callback)) callback();
    },
    onRcptTo(_address, _session, callback) {
      if (passes('to', callback)) callback();
    },
    onData(stream, { envelope, secure }, callback) {
      const taken = buffer(stream).then(async (bytes) => {
        if (!passes('data', callback)) return;
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        const to = envelope.rcptTo.map(({ address }) => address);
        received.push({
          from,
          to,
          encrypted: secure,
          raw: bytes.toString(),
          mail: await PostalMime.parse(bytes),
        });
        callback();
      });
      // The client went away before it had said all.
      taken.catch(callback);
    },
  });
  // A client that goes away in the middle is one of the things that are tried.
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const result: MailServer = {
    port: (listening.address() as AddressInfo).port,
    received,
    get connections() {
      return connections;
    },
    fault: undefined,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return result;
}
