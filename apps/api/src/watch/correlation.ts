import { randomUUID } from 'node:crypto';
import type { Uuid } from '@acta/domain';
import { type Acta, correlationOfTrace, inside, newSpan, traceOf } from '@acta/runtime';
import type { FastifyRequest } from 'fastify';

/** What a request belongs to: what it records, its spans, its lines of the log and what its caller was told name one id. */
export interface Correlation {
  id: Uuid;
  /** Of the request's own span. */
  span: string;
  /** Where the caller sent a trace: the span there that the request is part of. */
  parent?: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Absent until somebody asks for it, with `correlationOf`. */
    correlation?: Correlation;
  }
}

/** W3C Trace Context, section 3.2: version, trace, span, flags; only later versions than 00 say more. */
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/;
const NOTHING = /^0+$/;

/**
 * The request's correlation, settled when it is first asked for: the caller's trace, where they sent one; otherwise the
 * command that it gives, or a new id.
 */
export function correlationOf(request: FastifyRequest, commandId?: Uuid): Correlation {
  return (request.correlation ??= callersTrace(request) ?? {
    id: commandId ?? randomUUID(),
    span: newSpan(),
  });
}

/** The caller's trace as a correlation id; undefined: they sent none, or one that cannot be read. */
export function callersTrace({
  headers,
}: Pick<FastifyRequest, 'headers'>): Required<Correlation> | undefined {
  const { traceparent } = headers;
  if (typeof traceparent !== 'string') return undefined;
  const [, version, trace, parent, more] = TRACEPARENT.exec(traceparent) ?? [];
  if (trace === undefined || parent === undefined || NOTHING.test(trace) || NOTHING.test(parent))
    return undefined;
  if (version === '00' && more !== undefined) return undefined;
  return { id: correlationOfTrace(trace), span: newSpan(), parent };
}

/** Does a work as part of the request's span, where spans are taken. */
export function asPartOf<T>(request: FastifyRequest, { watch }: Pick<Acta, 'watch'>, work: () => T): T {
  if (!watch.tracing.isOn) return work();
  const { id, span } = correlationOf(request);
  return inside({ trace: traceOf(id), span }, work);
}
