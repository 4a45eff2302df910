import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionError } from 'fastify';
import { PROBLEM_TYPE, problem } from './problem.js';

/** What a client may take of the server, whoever it is. */
export interface Limits {
  /** The longest that a request's head may take to arrive, in milliseconds. */
  headersMs: number;
  /** The longest that a whole request may take to arrive, in milliseconds. */
  requestMs: number;
  /**
   * The longest that a connection may be silent, in milliseconds: while a long import is recorded, or where a reader has
   * stopped reading. A stream's heartbeat must come more often.
   */
  idleMs: number;
  /** How often the two above are looked at, in milliseconds. */
  checkMs: number;
  /** Connections at a time; one more is closed at once. */
  connections: number;
  /** Size of a command's body, in bytes. */
  bodyBytes: number;
  /** How long an answer waits for an act to be durable, in milliseconds; past it, the act's id is given to ask with. */
  answerMs: number;
}

export const standardLimits: Limits = {
  headersMs: 10_000,
  requestMs: 120_000,
  idleMs: 600_000,
  checkMs: 2_000,
  connections: 4_096,
  bodyBytes: 1024 * 1024,
  answerMs: 10_000,
};

/** A connection whose request cannot be read gets a problem, and is closed: what follows on it cannot be told apart. */
export function refuseConnection(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const { status, type, title, detail } = unreadable(error.code);
  const body = JSON.stringify(problem(type, title, status, detail));
  if (socket.writable)
    socket.write(
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nconnection: close\r\ncontent-type: ${PROBLEM_TYPE}\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  socket.destroy(error);
}

function unreadable(code: string | undefined): {
  status: number;
  type: string;
  title: string;
  detail: string;
} {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return { status: 408, type: 'too-slow', title: 'The request took too long', detail: 'send it at once' };
  if (code === 'HPE_HEADER_OVERFLOW')
    return {
      status: 431,
      type: 'too-large',
      title: 'The request is too large',
      detail: 'its head has more than 16 KiB',
    };
  return {
    status: 400,
    type: 'bad-request',
    title: 'The request cannot be read',
    detail: 'it is no HTTP request that can be read',
  };
}
