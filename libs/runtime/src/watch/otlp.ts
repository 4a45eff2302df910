import { type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  type IdGenerator,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { ServiceLog } from './log.js';
import type { FinishedSpan, SpanPlace, Tracing } from './tracing.js';

export interface OtlpOptions {
  /** Base address of the receiver. */
  receiver: string;
  service: string;
  version: string;
  /** From 0 to 1: by the trace's id, so that all processes send the same ones. */
  share: number;
  log: ServiceLog;
}

/** What waits to be sent is bounded; what does not fit is dropped. */
const WAITING = { maxQueueSize: 2_048, maxExportBatchSize: 256, scheduledDelayMillis: 1_000 };
/** How long a batch is tried to be sent. */
const SENDING_MS = 3_000;
/** How long what is left may take when the process ends. */
const FAREWELL_MS = 2_000;

const KINDS = {
  server: SpanKind.SERVER,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const;

/** Sends spans as OTLP over HTTP, in JSON, behind the work. What becomes of them is nobody's trouble but the log's. */
export function otlpTracing(options: OtlpOptions): Tracing & { close(): Promise<void> } {
  const { service, version, share } = options;
  const ids = givenIds();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.version': version }),
    sampler: new TraceIdRatioBasedSampler(share),
    idGenerator: ids,
    spanProcessors: [new BatchSpanProcessor({ exporter: telling(options), ...WAITING })],
  });
  const tracer = provider.getTracer('acta', version);
  return {
    isOn: true,
    report({ name, place, parent, kind = 'internal', began, ended, attributes = {}, failed = false }) {
      ids.next = place;
      const span = tracer.startSpan(
        name,
        { kind: KINDS[kind], startTime: began, attributes },
        under(place.trace, parent),
      );
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(ended);
    },
    async close() {
      const over = new Promise<void>((resolve) => setTimeout(resolve, FAREWELL_MS).unref());
      await Promise.race([provider.shutdown().catch(() => undefined), over]);
    },
  };
}

/** Gives the ids that were decided on before: those of events and commands. */
function givenIds(): IdGenerator & { next: SpanPlace } {
  return {
    next: { trace: '', span: '' },
    generateTraceId() {
      return this.next.trace;
    },
    generateSpanId() {
      return this.next.span;
    },
  };
}

function under(traceId: string, parent: FinishedSpan['parent']): Context {
  if (parent === undefined) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: parent, traceFlags: TraceFlags.SAMPLED });
}

/** Says once that spans are lost, until some are taken again. */
function telling({ receiver, log }: OtlpOptions): SpanExporter {
  const exporter = new OTLPTraceExporter({ url: `${receiver}/v1/traces`, timeoutMillis: SENDING_MS });
  let isLosing = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const isLost = result.error !== undefined;
        if (isLost && !isLosing)
          log.warn(`traces are lost: ${receiver} does not take them`, { part: 'traces' });
        isLosing = isLost;
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush(),
  };
}
