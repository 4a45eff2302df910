import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Metrics } from './metrics.js';

/** Metrics of this process, and their text in Prometheus' exposition format. */
export interface PrometheusMetrics {
  metrics: Metrics;
  contentType: string;
  text(): Promise<string>;
}

/** @param build what the process is, as labels of acta_build_info */
export function prometheusMetrics(build: Readonly<Record<string, string>>): PrometheusMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const metrics: Metrics = {
    isServed: true,
    counter({ name, help, labels = [] }) {
      const counter = new Counter({ name, help, labelNames: [...labels], registers: [registry] });
      return (values, by = 1) => counter.inc(values, by);
    },
    histogram({ name, help, labels = [] }, buckets) {
      const histogram = new Histogram({
        name,
        help,
        labelNames: [...labels],
        buckets: [...buckets],
        registers: [registry],
      });
      return (values, seconds) => histogram.observe(values, seconds);
    },
    gauge({ name, help, labels = [] }, read) {
      new Gauge<string>({
        name,
        help,
        labelNames: [...labels],
        registers: [registry],
        collect() {
          this.reset();
          const found = read();
          const samples = typeof found === 'number' ? [{ value: found }] : (found ?? []);
          for (const { labels: values = {}, value } of samples) this.set(values, value);
          // What is not known has no value: 0 would be one.
          if (found === undefined) this.remove();
        },
      });
    },
  };
  metrics.gauge(
    { name: 'acta_build_info', help: 'What this process is.', labels: Object.keys(build) },
    () => [{ labels: build, value: 1 }],
  );
  return { metrics, contentType: registry.contentType, text: () => registry.metrics() };
}
