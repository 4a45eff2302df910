import { lookup } from 'node:dns/promises';
import { type ClientRequest, type IncomingMessage, type RequestOptions, request as http } from 'node:http';
import { request as https } from 'node:https';
import { type Socket, connect as plainConnect, isIP } from 'node:net';
import { connect as secureConnect } from 'node:tls';
import { DeliveryFailed, type WebhookMessage, type WebhookSender } from '@acta/application';
import { type Allowance, allowanceOf, isPublic } from './allowance.js';

/** The addresses of a name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** Where a connection is to go: an address, never a name. */
export interface Destination {
  address: string;
  port: number;
  /** The name that a certificate must be for; absent: no TLS. */
  secureFor?: string;
}

export interface WebhookSenderOptions {
  /** Names, addresses and ranges that may be reached besides public addresses, and without TLS. */
  allow?: readonly string[];
  /** How long a connection may take to be made, and an answer to come, in milliseconds. */
  connectMs?: number;
  answerMs?: number;
  resolve?: Resolve;
  connect?: (destination: Destination) => Socket;
}

const LONGEST_URL = 2_000;
/** What is read of an answer's body, for the receiver's sake: a connection that is cut may look like a failure to it. */
const MOST_BODY_BYTES = 16 * 1024;
const MOST_BODY_MS = 1_000;

interface Parts {
  allowance: Allowance;
  connectMs: number;
  answerMs: number;
  resolve: Resolve;
  connect: (destination: Destination) => Socket;
}

/**
 * Sends over HTTP/1.1. A name is resolved once for each message; the connection goes to the very address that was checked,
 * so that a name which resolves to something else a moment later gains nothing. No proxy is used, no connection kept.
 * @throws RangeError for an allowance that cannot be read
 */
export function openWebhookSender(options: WebhookSenderOptions = {}): WebhookSender {
  const { allow = [], connectMs = 10_000, answerMs = 10_000 } = options;
  const { resolve = addressesOf, connect = connection } = options;
  const parts: Parts = { allowance: allowanceOf(allow), connectMs, answerMs, resolve, connect };
  return {
    refusalOf: (url) => refusalOf(url, parts.allowance),
    async send(url, message, signal) {
      const refusal = refusalOf(url, parts.allowance);
      if (refusal !== undefined) throw new DeliveryFailed(refusal);
      await post(new URL(url), message, { ...parts, signal });
    },
  };
}

function refusalOf(text: string, allowance: Allowance): string | undefined {
  const url = URL.parse(text);
  if (url === null || text.length > LONGEST_URL)
    return `the address is no URL of at most ${String(LONGEST_URL)} characters`;
  const host = hostOf(url);
  const isAllowed = allowance.hasName(host) || (isIP(host) !== 0 && allowance.hasAddress(host));
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isAllowed))
    return 'the address must begin with https://';
  if (url.username !== '' || url.password !== '') return 'the address must not hold a name or a password';
  if (isIP(host) !== 0 && !isAllowed && !isPublic(host)) return NOT_PUBLIC;
  return undefined;
}

/** It says no more: what a private name resolves to is nobody's business. */
const NOT_PUBLIC = 'the receiver has no public address';

/** The host, an IPv6 address without its brackets. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

async function addressesOf(host: string): Promise<string[]> {
  return (await lookup(host, { all: true, order: 'ipv4first' })).map(({ address }) => address);
}

/** The address to connect to. @throws DeliveryFailed where there is none that may be reached */
async function checkedAddress(url: URL, { allowance, resolve }: Parts): Promise<string> {
  const host = hostOf(url);
  const addresses = isIP(host) === 0 ? await resolved(host, resolve) : [host];
  const mayBe = (address: string) =>
    isPublic(address) || allowance.hasName(host) || (isIP(address) !== 0 && allowance.hasAddress(address));
  const address = addresses.find(mayBe);
  if (address === undefined) throw new DeliveryFailed(NOT_PUBLIC);
  return address;
}

/** A name that does not exist and one that is private are told alike. */
async function resolved(host: string, resolve: Resolve): Promise<readonly string[]> {
  try {
    return await resolve(host);
  } catch {
    return [];
  }
}

function connection({ address, port, secureFor }: Destination): Socket {
  if (secureFor === undefined) return plainConnect({ host: address, port });
  const servername = isIP(secureFor) === 0 ? { servername: secureFor } : {};
  return secureConnect({ host: address, port, ...servername, ALPNProtocols: ['http/1.1'] });
}

async function post(
  url: URL,
  message: WebhookMessage,
  parts: Parts & { signal: AbortSignal },
): Promise<void> {
  const late = new AbortController();
  const connecting = setTimeout(() => late.abort(), parts.connectMs);
  try {
    const ending = AbortSignal.any([late.signal, parts.signal]);
    const address = await Promise.race([checkedAddress(url, parts), aborted(ending)]);
    const status = await answered(url, message, {
      ...parts,
      address,
      onConnect: () => clearTimeout(connecting),
      late,
    });
    if (status >= 200 && status < 300) return;
    if (status >= 300 && status < 400)
      throw new DeliveryFailed(`answered ${String(status)}: redirects are not followed`);
    throw new DeliveryFailed(`answered ${String(status)}`, status === 410);
  } catch (error) {
    if (error instanceof DeliveryFailed) throw error;
    if (late.signal.aborted)
      throw new DeliveryFailed(`no connection within ${String(parts.connectMs)} milliseconds`);
    throw new DeliveryFailed(`the connection failed (${codeOf(error)})`);
  } finally {
    clearTimeout(connecting);
  }
}

/** Rejects when the signal is given. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abort = () => reject(new Error('aborted'));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

interface Exchange extends Parts {
  address: string;
  signal: AbortSignal;
  late: AbortController;
  onConnect: () => void;
}

/** The status that the receiver answers with. */
function answered(url: URL, { headers, body }: WebhookMessage, exchange: Exchange): Promise<number> {
  const { address, answerMs, connect, late, onConnect, signal } = exchange;
  const isSecure = url.protocol === 'https:';
  const port = Number(url.port || (isSecure ? 443 : 80));
  const options: RequestOptions = {
    method: 'POST',
    headers: {
      ...headers,
      'content-length': Buffer.byteLength(body),
      'user-agent': 'Acta',
      connection: 'close',
    },
    signal: AbortSignal.any([signal, late.signal]),
    createConnection: () => connect({ address, port, ...(isSecure ? { secureFor: hostOf(url) } : {}) }),
  };
  return new Promise((resolve, reject) => {
    const request = (isSecure ? https : http)(url, options);
    let answering: NodeJS.Timeout | undefined;
    request.on('socket', (socket) =>
      socket.once(isSecure ? 'secureConnect' : 'connect', () => {
        onConnect();
        answering = setTimeout(
          () => request.destroy(new DeliveryFailed(`no answer within ${String(answerMs)} milliseconds`)),
          answerMs,
        );
      }),
    );
    request.on('response', (response) => {
      clearTimeout(answering);
      discard(request, response);
      resolve(response.statusCode ?? 0);
    });
    request.on('error', reject).on('close', () => clearTimeout(answering));
    request.end(body);
  });
}

/** Lets the receiver finish a short answer, and cuts a long one. */
function discard(request: ClientRequest, response: IncomingMessage): void {
  let bytes = 0;
  const cut = setTimeout(() => request.destroy(), MOST_BODY_MS);
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_BODY_BYTES) request.destroy();
  });
  response.on('error', () => undefined).on('close', () => clearTimeout(cut));
}

function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'unknown';
}
