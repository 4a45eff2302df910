import { createRequire } from 'node:module';
import type { Config } from '../config.js';
import { assertTracesSafe } from '../watch-settings.js';
import { type ServiceLog, textLog } from './log.js';
import { type Metrics, noMetrics } from './metrics.js';
import type { Readiness } from './probe-server.js';
import { type Tracing, noTracing } from './tracing.js';

/** How a process tells what it does: its log, its metrics, its part of traces. */
export interface Watch {
  log: ServiceLog;
  metrics: Metrics;
  tracing: Tracing;
  /** How each request is logged; undefined: it is not, since people would not see the rest for it. */
  requestsAt: 'debug' | 'info' | undefined;
  /**
   * Serves metrics and probes, where they are configured, until it is closed.
   * @returns its address; undefined: they are not
   * @throws where the address is taken
   */
  serve(ready: () => Readiness): Promise<string | undefined>;
  /** Sends what is left of traces, within seconds. */
  close(): Promise<void>;
}

/** What a process is. */
export interface Service {
  name: 'api' | 'relay' | 'notifier';
  /** What its lines of text begin with. */
  prefix: string;
}

const toStandardError = (line: string): void => void process.stderr.write(line);

/** Nobody watches, save whoever reads standard error. @param prefix what its lines begin with */
export const unwatched = (prefix = 'acta'): Watch => ({
  log: textLog({ level: 'info', prefix, write: toStandardError }),
  metrics: noMetrics,
  tracing: noTracing,
  requestsAt: undefined,
  serve: async () => undefined,
  close: async () => undefined,
});

/** As it is configured; what is not asked for is not loaded. @throws ConfigRefused */
export async function openWatch(config: Config, { name, prefix }: Service): Promise<Watch> {
  const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };
  const { logLevel: level, logFormat, metricsPort, metricsHost: host, traces } = config;
  const lines = { level, prefix, write: toStandardError };
  const log =
    logFormat === 'text'
      ? textLog(lines)
      : (await import('./json-log.js')).jsonLog(lines, { service: `acta-${name}`, log: config.log });
  assertTracesSafe(config, process.env);
  const tracing =
    traces === undefined
      ? undefined
      : (await import('./otlp.js')).otlpTracing({
          receiver: traces,
          service: config.serviceName ?? `acta-${name}`,
          version,
          share: config.tracesShare,
          log,
        });
  const prometheus =
    metricsPort === undefined
      ? undefined
      : (await import('./prometheus.js')).prometheusMetrics({
          service: name,
          version,
          node: process.versions.node,
        });
  let close = async (): Promise<void> => undefined;
  return {
    log,
    metrics: prometheus?.metrics ?? noMetrics,
    tracing: tracing ?? noTracing,
    requestsAt: logFormat === 'json' ? 'info' : level === 'debug' ? 'debug' : undefined,
    async serve(ready) {
      if (prometheus === undefined || metricsPort === undefined) return undefined;
      const { openProbeServer } = await import('./probe-server.js');
      const server = await openProbeServer({
        host,
        port: metricsPort,
        metrics: () => prometheus.text(),
        metricsType: prometheus.contentType,
        ready,
        onError: (error) => log.error('metrics could not be told', { error }),
      });
      close = () => server.close();
      log.info(`metrics and probes at ${server.url}`);
      return server.url;
    },
    async close() {
      await close();
      await tracing?.close();
    },
  };
}
