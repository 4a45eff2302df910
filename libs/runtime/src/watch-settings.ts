import { ConfigRefused, type Setting, isOnThisMachine, listeningAddress, optional, upTo } from './setting.js';

const logLevels = ['debug', 'info', 'warn', 'error'] as const;

/** How much is logged: what is less than the level is left out. */
export type LogLevel = (typeof logLevels)[number];

/** What can be configured of how a process is watched. */
export interface WatchConfig {
  metricsHost: string;
  /** Of the server of metrics and probes; 0: a free one; undefined: there is no such server. */
  metricsPort: number | undefined;
  logFormat: 'text' | 'json';
  logLevel: LogLevel;
  /** Where traces are sent: the base address of an OTLP/HTTP receiver; undefined: none are made. */
  traces: string | undefined;
  /** What the process is called in traces; undefined: acta-api, acta-relay, acta-notifier. */
  serviceName: string | undefined;
  /** Share of the traces that are sent, from 0 to 1. */
  tracesShare: number;
}

const oneOf =
  <T extends string>(known: readonly T[]) =>
  (text: string, name: string): T => {
    const found = known.find((each) => each === text);
    if (found === undefined)
      throw new ConfigRefused(`${name}: "${text}" is not known; give one of ${known.join(', ')}`);
    return found;
  };

/** One row a setting. */
export const watchSettings: { [K in keyof WatchConfig]: Setting<WatchConfig[K]> } = {
  metricsHost: {
    env: 'ACTA_METRICS_HOST',
    default: '127.0.0.1',
    describe: 'address where metrics and probes are asked for',
    read: listeningAddress,
  },
  metricsPort: {
    env: 'ACTA_METRICS_PORT',
    default: '',
    describe: 'port of metrics and probes; 0 takes a free one; default: they are not served',
    read: optional(upTo(65_535, 'port')),
  },
  logFormat: {
    env: 'ACTA_LOG_FORMAT',
    default: 'text',
    describe: 'what is logged on standard error: text for people, or json, an object a line',
    read: oneOf(['text', 'json']),
  },
  logLevel: {
    env: 'ACTA_LOG_LEVEL',
    default: 'info',
    describe: 'the least that is logged: debug, info, warn or error',
    read: oneOf(logLevels),
  },
  traces: {
    env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    default: '',
    describe: 'base address of the OTLP/HTTP receiver that traces are sent to; default: there are none',
    read: optional(receiverAddress),
  },
  serviceName: {
    env: 'OTEL_SERVICE_NAME',
    default: '',
    describe: 'what this process is called in traces; default: acta-api, acta-relay or acta-notifier',
    read: optional((text) => text),
  },
  tracesShare: {
    env: 'ACTA_TRACES_SHARE',
    default: '1',
    describe: 'share of the traces that are sent, from 0 to 1; the same ones by every process',
    read(text, name) {
      if (!/^(0(\.\d{1,9})?|1(\.0{1,9})?)$/.test(text))
        throw new ConfigRefused(`${name}: "${text}" is no share; give a number from 0 to 1 such as 0.1`);
      return Number(text);
    },
  },
};

/** A receiver may be a collector beside, without TLS: no content and no name of anybody travels in a trace. */
function receiverAddress(text: string, name: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new ConfigRefused(`${name}: "${text}" is no address; give one such as http://127.0.0.1:4318`);
  if (url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '')
    throw new ConfigRefused(`${name}: give the address without a query, a fragment, a name and a password`);
  return text.replace(/\/+$/, '');
}

/**
 * What the exporter of traces reads by itself must fit: traces go as JSON, and what its headers show to the receiver not in
 * clear to another machine.
 * @throws ConfigRefused
 */
export function assertTracesSafe(
  { traces }: Pick<WatchConfig, 'traces'>,
  env: Readonly<Record<string, string | undefined>>,
): void {
  if (traces === undefined) return;
  for (const name of ['OTEL_EXPORTER_OTLP_PROTOCOL', 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL']) {
    const protocol = env[name] ?? '';
    if (protocol !== '' && protocol !== 'http/json')
      throw new ConfigRefused(
        `${name}: "${protocol}" is not spoken here; leave it out, or give http/json, which a collector takes on its port for HTTP (4318)`,
      );
  }
  const shown = ['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_TRACES_HEADERS'].find(
    (name) => (env[name] ?? '') !== '',
  );
  const url = new URL(traces);
  if (shown !== undefined && url.protocol === 'http:' && !isOnThisMachine(url))
    throw new ConfigRefused(
      `${shown} would travel to "${url.host}" as anybody on the way could read it; give ${watchSettings.traces.env} with https://, or leave the headers out`,
    );
}
