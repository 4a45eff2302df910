import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Knocked, Knocker } from '../support/knock.js';
import type { ApiNode } from './node.js';

/** An act to be posted. */
export interface Posting {
  path: string;
  body: object;
  /** The revision that its caller saw. */
  ifMatch?: string;
  /** A fact of the past. */
  backfill?: boolean;
}

/** What was acknowledged: the receipt's own fields, and the key under which it was given. */
export interface Acknowledged {
  key: string;
  commandId: string;
  stream: string;
  position: number;
  revision: number;
  eventIds: readonly string[];
}

/** What became of an act that was given until that was known. */
type Fate = { acknowledged: Acknowledged } | { refused: Knocked };

/** The node that a caller turns to first: 0 or 1. */
export type First = 0 | 1;

/** Somebody who acts on two nodes. */
export interface Caller {
  /** Everything that was acknowledged, by whichever node. */
  readonly acknowledged: readonly Acknowledged[];
  /** How often an act had to be given again, by why. */
  readonly again: ReadonlyMap<string, number>;
  /** Gives an act, over and over, on one node after the other, until it is recorded or refused. */
  give(posting: Posting, first: First, key?: string): Promise<Fate>;
  /** The same, where a refusal is a fault. @throws with what it was answered */
  insist(posting: Posting, first: First, key?: string): Promise<Acknowledged>;
  /** Gives an act once, to one node. @throws where the connection fails, or no answer comes in time */
  once(posting: Posting, node: First, more: { key: string; withinMs?: number }): Promise<Knocked>;
  read(path: string, node: First): Promise<Knocked>;
  close(): void;
}

/** How long an act is given for at most, and how long one answer is waited for, in milliseconds. */
const PATIENCE_MS = 120_000;
const ANSWER_MS = 15_000;
/** Before an act is given again, in milliseconds. */
const AGAIN_MS = 25;
/** Connections that are kept to each node. */
const CONNECTIONS = 128;

export function callerOf(nodes: readonly [ApiNode, ApiNode], token: string): Caller {
  const knockers = nodes.map(({ url }) => new Knocker(url, CONNECTIONS)) as [Knocker, Knocker];
  const authorization = `Bearer ${token}`;
  const acknowledged: Acknowledged[] = [];
  const again = new Map<string, number>();

  async function once(
    { path, body, ifMatch, backfill }: Posting,
    node: First,
    { key, withinMs = ANSWER_MS }: { key: string; withinMs?: number },
  ): Promise<Knocked> {
    return knockers[node].send({
      method: 'POST',
      path: backfill === true ? `${path}?backfill=true` : path,
      headers: {
        authorization,
        'content-type': 'application/json',
        'idempotency-key': key,
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(withinMs),
    });
  }

  async function give(posting: Posting, first: First, key: string = randomUUID()): Promise<Fate> {
    const began = performance.now();
    let node = first;
    while (performance.now() - began < PATIENCE_MS) {
      const answer = await once(posting, node, { key }).catch((error: unknown) => codeOf(error));
      if (typeof answer === 'object' && (answer.status === 200 || answer.status === 201)) {
        const receipt = receiptIn(answer, key);
        acknowledged.push(receipt);
        return { acknowledged: receipt };
      }
      if (typeof answer === 'object' && answer.status !== 202 && answer.status !== 503)
        return { refused: answer };
      const why = typeof answer === 'object' ? whyIn(answer) : answer;
      again.set(why, (again.get(why) ?? 0) + 1);
      node = node === 0 ? 1 : 0;
      await pause(AGAIN_MS);
    }
    throw new Error(`${posting.path} was given in vain for ${String(PATIENCE_MS / 1000)} s`);
  }

  return {
    acknowledged,
    again,
    give,
    async insist(posting, first, key) {
      const fate = await give(posting, first, key);
      if ('acknowledged' in fate) return fate.acknowledged;
      const { status, text } = fate.refused;
      throw new Error(`${posting.path} was answered ${String(status)}: ${text}`);
    },
    once,
    read: (path, node) =>
      knockers[node].send({
        method: 'GET',
        path,
        headers: { authorization },
        signal: AbortSignal.timeout(60_000),
      }),
    close() {
      for (const knocker of knockers) knocker.close();
    },
  };
}

/** What a receipt acknowledges. */
export function receiptIn({ text }: Knocked, key: string): Acknowledged {
  const receipt = JSON.parse(text) as {
    commandId: string;
    stream: string;
    position: string;
    etag: string;
    events: { id: string }[];
  };
  return {
    key,
    commandId: receipt.commandId,
    stream: receipt.stream,
    position: Number(receipt.position),
    revision: Number(receipt.etag),
    eventIds: receipt.events.map(({ id }) => id),
  };
}

function whyIn({ status, text }: Knocked): string {
  const type = /"urn:acta:problem:([a-z-]+)"/.exec(text)?.[1];
  return type === undefined ? String(status) : `${String(status)} ${type}`;
}

function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string')
    return error.code;
  return error instanceof Error ? error.name : String(error);
}
