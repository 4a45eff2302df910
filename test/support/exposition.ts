/** One value of a metric, as Prometheus reads it. */
export interface Exposed {
  name: string;
  labels: Record<string, string>;
  value: number;
}

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (-?[0-9.eE+-]+|nan|[+-]inf)$/i;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)",?/g;

/** Reads Prometheus' text format, version 0.0.4. @throws where a line is not of it, or tells of a metric without a type */
function exposed(text: string): Exposed[] {
  const types = new Set<string>();
  const samples: Exposed[] = [];
  for (const line of text.split('\n')) {
    const [, typed] = /^# TYPE (\S+) (?:counter|gauge|histogram|summary)$/.exec(line) ?? [];
    if (typed !== undefined) types.add(typed);
    if (line === '' || line.startsWith('#')) continue;
    const [, name = '', labels = '', value = ''] = SAMPLE.exec(line) ?? [];
    if (!types.has(name) && !types.has(name.replace(/_(bucket|sum|count)$/, '')))
      throw new Error(`no metric is told by "${line}"`);
    const named = [...labels.matchAll(LABEL)].map(([, key = '', of = '']): [string, string] => [key, of]);
    samples.push({
      name,
      labels: Object.fromEntries(named),
      value: Number(value.replace(/inf/i, 'Infinity')),
    });
  }
  return samples;
}

/** What a metric of such labels tells; undefined: nothing. */
export function valueOf(
  samples: readonly Exposed[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  return samples.find(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([key, of]) => sample.labels[key] === of),
  )?.value;
}

/** Asks a process for its metrics. */
export async function scrape(url: string): Promise<Exposed[]> {
  const response = await fetch(`${url}/metrics`);
  if (!(response.headers.get('content-type') ?? '').startsWith('text/plain; version=0.0.4'))
    throw new Error('these are no metrics in text');
  return exposed(await response.text());
}
