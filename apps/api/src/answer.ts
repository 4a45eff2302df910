import { createHash } from 'node:crypto';
import { type Answer, type Principal, anybody, invalid } from '@acta/application';
import type { Point } from '@acta/projections';
import type { Question } from '@acta/runtime';
import { createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AnswerJson, BasisJson, PageJson } from './contract/wire.js';

/** The point that an answer stands on, as JSON has it: positions are decimal strings. */
export function basisJson({ position, at, settled }: Point): BasisJson {
  return { position: String(position), at: new Date(at).toISOString(), settled };
}

/** Who asks, and what the answer is sent with. */
export interface Asking {
  principal: Principal;
  request: FastifyRequest;
  reply: FastifyReply;
}

export const Asked = createParamDecorator((_data: undefined, context: ExecutionContext): Asking => {
  const http = context.switchToHttp();
  const request = http.getRequest<FastifyRequest>();
  return { principal: request.principal, request, reply: http.getResponse<FastifyReply>() };
});

/** How many items a page has where nothing is said, and at most. */
export const PAGE = 500;
export const MAX_PAGE = 1000;

/** Asks the record, and answers in JSON with the headers that tell the point, the ETag, and how long it may be kept. */
@Injectable()
export class AnswerDesk {
  constructor(private readonly queries: QueryBus) {}

  /** One thing, whole or the fields that were asked for. */
  async answer<T extends object>(asked: Asking, question: Question<Answer<T>>): Promise<AnswerJson<T>> {
    const { point, value } = await this.queries.execute<Question<Answer<T>>, Answer<T>>(question);
    const shown = chosen(value, (asked.request.query as { fields?: string }).fields);
    const { text, digest } = written(shown);
    describe(asked, question, point, etagOf(value, digest));
    const basis = basisJson(point);
    // Its text is there already.
    void asked.reply
      .type('application/json; charset=utf-8')
      .serializer(() => `{"basis":${JSON.stringify(basis)},"value":${text}}`);
    return { basis, value: shown };
  }

  /** A page of many things, from the one after `after` on. */
  async page<T>(
    asked: Asking,
    question: Question<Answer<Iterable<T>>>,
    paging: Paging,
    keyOf: (item: T) => string,
  ): Promise<PageJson<T>> {
    const answer = await this.queries.execute<Question<Answer<Iterable<T>>>, Answer<Iterable<T>>>(question);
    const page = pageOf(answer, paging, keyOf);
    describe(asked, question, answer.point, `"${digestOf(JSON.stringify(page.value))}"`);
    return page;
  }
}

/** Which page: how many things, after which. */
export interface Paging {
  limit?: number;
  after?: string;
}

/** A page of an answer. @throws Invalid for a cursor that names nothing in it */
export function pageOf<T>(
  { point, value }: Answer<Iterable<T>>,
  { limit = PAGE, after }: Paging,
  keyOf: (item: T) => string,
): PageJson<T> {
  const page: T[] = [];
  let started = after === undefined;
  let more = false;
  for (const item of value) {
    if (started && page.length === limit) {
      more = true;
      break;
    }
    if (started) page.push(item);
    else started = keyOf(item) === after;
  }
  if (!started)
    throw invalid('unknown-cursor', `nothing in this answer is at "${after ?? ''}"; start over`, '/after');
  const last = page.at(-1);
  return {
    basis: basisJson(point),
    value: page,
    ...(more && last !== undefined ? { next: keyOf(last) } : {}),
  };
}

/**
 * A view's ETag: the revision that a change names (If-Match), then a digest of what is shown, which caches ask with
 * (If-None-Match): what a view shows may change without the thing itself being touched.
 */
function etagOf(value: object, digest: string): string {
  const revision = 'etag' in value && typeof value.etag === 'string' ? `${value.etag}.` : '';
  return `"${revision}${digest}"`;
}

/** A value as JSON, and the digest of that: of views that are still in use, since many readers are given the same one. */
const texts = new WeakMap<object, { text: string; digest: string }>();

function written(value: object): { text: string; digest: string } {
  let known = texts.get(value);
  if (known === undefined) {
    const text = JSON.stringify(value);
    texts.set(value, (known = { text, digest: digestOf(text) }));
  }
  return known;
}

/** The headers of an answer: its point, its ETag, and how long it may be kept. */
export function describe(
  { request, reply }: Asking,
  question: Question<unknown>,
  point: Point,
  etag: string,
): void {
  const { position, at, settled } = basisJson(point);
  void reply.headers({
    'acta-position': position,
    'acta-at': at,
    'acta-settled': String(settled),
    etag,
    vary: 'accept, accept-encoding, authorization',
    'cache-control': caching(request, question),
  });
}

/** Only a position freezes an answer; what names a person must not outlive their erasure in a cache. */
function caching({ query }: FastifyRequest, { principal, namesSomebody }: Question<unknown>): string {
  const { asOf } = query as { asOf?: string };
  const pinned = asOf !== undefined && /^\d+$/.test(asOf);
  if (principal !== anybody) return 'private, no-store';
  return pinned && !namesSomebody ? 'public, max-age=31536000, immutable' : 'no-cache';
}

/** The fields of a value that were asked for; all of them where none was named. */
function chosen<T extends object>(value: T, fields: string | undefined): T {
  if (fields === undefined || Array.isArray(value)) return value;
  const wanted = new Set(fields.split(','));
  return Object.fromEntries(Object.entries(value).filter(([name]) => wanted.has(name))) as T;
}

/** Short enough for a header, long enough that no two answers meet. */
export function digestOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('base64url').slice(0, 22);
}
