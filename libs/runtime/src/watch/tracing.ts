import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import type { Uuid } from '@acta/domain';

/** Where a span is: in which trace, and under which id. */
export interface SpanPlace {
  /** 32 hexadecimal digits. */
  trace: string;
  /** 16 hexadecimal digits. */
  span: string;
}

/** A span that is over. */
export interface FinishedSpan {
  name: string;
  place: SpanPlace;
  /** Id of the span that it is part of. */
  parent?: string | undefined;
  kind?: 'server' | 'producer' | 'consumer' | 'internal';
  /** Milliseconds since the epoch, with fractions. */
  began: number;
  ended: number;
  attributes?: Readonly<Record<string, string | number>>;
  failed?: boolean;
}

/** Takes the spans of a process. The id of a trace is the correlation id of what is recorded in it. */
export interface Tracing {
  /** Whether anybody takes them. */
  readonly isOn: boolean;
  report(span: FinishedSpan): void;
}

/** Nobody takes spans: none are made. */
export const noTracing: Tracing = { isOn: false, report: () => undefined };

/** The trace of what has this correlation id: its 128 bits are the trace's id (W3C Trace Context). */
export const traceOf = (correlationId: Uuid): string => correlationId.replaceAll('-', '');

/** The correlation id of what is recorded in a trace. */
export const correlationOfTrace = (trace: string): Uuid =>
  trace.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/**
 * Where the span is that appended an event: its id is the event's own last 64 bits. So whoever has an event, in whatever
 * process, knows what its own span is part of.
 */
export const appendOf = ({ id, correlationId }: { id: Uuid; correlationId: Uuid }): SpanPlace => ({
  trace: traceOf(correlationId),
  span: appendSpanOf(id),
});

export const appendSpanOf = (eventId: Uuid): string => traceOf(eventId).slice(16);

export const newSpan = (): string => randomBytes(8).toString('hex');

/** Now, as spans have it. */
export const spanTime = (): number => performance.timeOrigin + performance.now();

const running = new AsyncLocalStorage<SpanPlace>();

/** What runs inside is part of the span at this place. */
export const inside = <T>(place: SpanPlace, work: () => T): T => running.run(place, work);

/** What a span tells, which may be known only once its work is done. */
export interface Told<T> {
  name: string;
  kind?: FinishedSpan['kind'];
  /** Its own id; a new one where absent. */
  span?: string;
  /** Where it is not part of a span that runs: its place. Without one, there is no span. */
  under?: SpanPlace;
  attributes?: (result: T | undefined) => Readonly<Record<string, string | number>>;
}

/** Does a work in a span of its own. Where spans are not taken, it only does the work. */
export async function traced<T>(tracing: Tracing, told: Told<T>, work: () => Promise<T>): Promise<T> {
  const parent = tracing.isOn ? (told.under ?? running.getStore()) : undefined;
  if (parent === undefined) return work();
  const place = { trace: parent.trace, span: told.span ?? newSpan() };
  const began = spanTime();
  let result: T | undefined;
  try {
    result = await inside(place, work);
    return result;
  } finally {
    tracing.report({
      name: told.name,
      place,
      parent: parent.span,
      began,
      ended: spanTime(),
      attributes: told.attributes?.(result) ?? {},
      failed: result === undefined,
      ...(told.kind === undefined ? {} : { kind: told.kind }),
    });
  }
}
