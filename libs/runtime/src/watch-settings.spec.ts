import { describe, expect, it } from '@jest/globals';
import { loadConfig } from './config.js';
import { ConfigRefused } from './setting.js';
import { assertTracesSafe } from './watch-settings.js';

describe('the settings of watching', () => {
  it('ask, by default, for nothing but lines of text', () => {
    expect(loadConfig({})).toMatchObject({
      metricsHost: '127.0.0.1',
      metricsPort: undefined,
      logFormat: 'text',
      logLevel: 'info',
      traces: undefined,
      serviceName: undefined,
      tracesShare: 1,
    });
  });

  it.each([
    ['ACTA_METRICS_PORT', '0', 'metricsPort', 0],
    ['ACTA_METRICS_HOST', '::1', 'metricsHost', '::1'],
    ['ACTA_LOG_FORMAT', 'json', 'logFormat', 'json'],
    ['ACTA_TRACES_SHARE', '0.25', 'tracesShare', 0.25],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://collector:4318/', 'traces', 'http://collector:4318'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'https://otlp.example/acta', 'traces', 'https://otlp.example/acta'],
  ] as const)('%s=%s', (env, text, key, value) => {
    expect(loadConfig({ [env]: text })[key]).toBe(value);
  });

  it.each([
    ['ACTA_METRICS_PORT', '65536'],
    ['ACTA_METRICS_HOST', 'everywhere'],
    ['ACTA_LOG_FORMAT', 'xml'],
    ['ACTA_LOG_LEVEL', 'trace'],
    ['ACTA_TRACES_SHARE', '1.5'],
    ['ACTA_TRACES_SHARE', '10%'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'https://me:swordfish@otlp.example'],
  ])('%s=%s is refused by name', (env, text) => {
    expect(() => loadConfig({ [env]: text })).toThrow(ConfigRefused);
    expect(() => loadConfig({ [env]: text })).toThrow(new RegExp(`^${env}(?!.*swordfish)`));
  });

  it('let no header of the exporter travel in the clear to another machine', () => {
    const env = { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=swordfish' };
    const refusal = /^OTEL_EXPORTER_OTLP_HEADERS would travel to "collector:4318"(?!.*swordfish)/;
    expect(() => assertTracesSafe({ traces: 'http://collector:4318' }, env)).toThrow(refusal);
    for (const traces of ['http://127.0.0.1:4318', 'https://collector:4318', undefined])
      expect(() => assertTracesSafe({ traces }, env)).not.toThrow();
  });
});
