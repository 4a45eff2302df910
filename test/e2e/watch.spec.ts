import { until } from '@acta/testing/until';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CloudEvent } from '@acta/application';
import {
  type LogFields,
  type ServiceLog,
  appendOf,
  developmentToken,
  makeDevelopmentIssuer,
  openActa,
  traceOf,
  unwatched,
} from '@acta/runtime';
import { startRelay } from '../kafka/relays.js';
import { type ApiProcess, startApi } from '../support/api-process.js';
import { scrape, valueOf } from '../support/exposition.js';
import { freePort } from '../support/free-port.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { importSample } from '../support/sample.js';
import { ServedRecord } from '../support/served.js';
import { type Temporary, embeddedFolder } from '../support/temporary.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLERS_SPAN = '00f067aa0ba902b7';
const traceparent = `00-${TRACE}-${CALLERS_SPAN}-01`;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** What somebody recorded, and must be nowhere but in the record. */
const WORDS = 'Words of the act';

let temporary: Temporary;
let token: string;
let api: ApiProcess | undefined;

beforeEach(async () => {
  temporary = embeddedFolder();
  await makeDevelopmentIssuer(temporary.config);
  const acta = await openActa(temporary.config, { mode: 'write' });
  await importSample(acta);
  await acta.close();
  const grant = { role: 'chair', group: 'CWG-COP' } as const;
  token = await developmentToken(temporary.config, { name: 'chair', grant, seconds: 600, create: false });
});
afterEach(async () => {
  api?.kill('SIGTERM');
  await api?.ended;
  api = undefined;
  temporary.remove();
});

async function start(settings: Record<string, string>): Promise<string> {
  api = startApi({ ACTA_DATA: temporary.config.data, ...settings });
  return api.url;
}

/** Address of metrics and probes, as the process tells it. */
const probesOf = (told: string): string => /metrics and probes at (http:\/\/[\d.:]+)/.exec(told)?.[1] ?? '';

interface Recorded {
  commandId: string;
  outcome: string;
  events: { id: string; position: string }[];
}

async function plan(url: string, ordinal: number, headers: Record<string, string> = {}): Promise<Recorded> {
  const response = await fetch(`${url}/groups/CWG-COP/meetings`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ ordinal, held: { from: '2031-01-01' }, reason: WORDS }),
  });
  return (await response.json()) as Recorded;
}

/** The event of an act as the feed delivers it. */
async function fed(url: string, { events: [event] }: Recorded): Promise<CloudEvent> {
  const response = await fetch(`${url}/events?after=${String(Number(event?.position) - 1)}`);
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk as Uint8Array).toString();
    const [, data] = /^data: (.*)$/m.exec(text) ?? [];
    if (data !== undefined) return JSON.parse(data) as CloudEvent;
  }
  throw new Error('the feed ended before');
}

describe('metrics of the API', () => {
  it('tell by templates and kinds what was asked and done, and nothing of whom and what', async () => {
    const url = await start({ ACTA_METRICS_PORT: '0' });
    const probes = probesOf(api?.err() ?? '');
    const { commandId } = await plan(url, 41);
    await fetch(`${url}/groups/CWG-COP?fields=code`);
    await fetch(`${url}/groups/NO-SUCH-GROUP`);
    await fetch(`${url}/an-address-that-is-not-there/${WORDS}`);
    await fetch(`${url}/me`);
    const found = await scrape(probes);
    const of = (name: string, labels = {}) => valueOf(found, name, labels);
    const asked = 'acta_http_request_duration_seconds_count';
    expect(of(asked, { method: 'POST', route: '/groups/:group/meetings', status: '2xx' })).toBe(1);
    expect(of(asked, { method: 'GET', route: '/groups/:group', status: '2xx' })).toBe(1);
    expect(of(asked, { route: 'none', status: '4xx' })).toBe(1);
    expect(of('acta_http_problems_total', { type: 'unauthorized' })).toBe(1);
    expect(of('acta_commands_total', { outcome: 'written' })).toBe(1);
    expect(of('acta_append_duration_seconds_count', { result: 'written' })).toBe(1);
    expect(of('acta_events_total')).toBe(1);
    expect(of('acta_journal_position')).toBe(45);
    expect(of('acta_takes_commands')).toBe(1);
    expect(of('acta_feed_streams_open')).toBe(0);
    expect(of('acta_webhooks', { state: 'parked' })).toBe(0);
    expect(of('acta_build_info', { service: 'api', version: '0.1.0' })).toBe(1);
    expect(of('nodejs_eventloop_lag_seconds')).toBeGreaterThanOrEqual(0);
    expect(of('process_resident_memory_bytes')).toBeGreaterThan(0);
    const labels = JSON.stringify(found.map((sample) => sample.labels));
    for (const told of ['CWG-COP', 'NO-SUCH-GROUP', 'meeting-planned', commandId, WORDS, '127.0.0.1'])
      expect(labels).not.toContain(told);
  });

  it('are served beside probes, and nothing else', async () => {
    await start({ ACTA_METRICS_PORT: '0' });
    const probes = probesOf(api?.err() ?? '');
    const answers = [
      ['GET', '/health', 200],
      ['GET', '/ready', 200],
      ['HEAD', '/metrics', 200],
      ['POST', '/metrics', 405],
      ['GET', '/groups', 404],
    ] as const;
    for (const [method, path, status] of answers)
      expect([path, (await fetch(probes + path, { method })).status]).toEqual([path, status]);
    expect(await (await fetch(`${probes}/ready`)).json()).toEqual({ status: 'ready', position: '44' });
  });

  it('are not served unless that is asked for', async () => {
    await start({});
    expect(api?.err()).toBe('');
  });
});

it('a relay without a broker says that it does not work, and why', async () => {
  const relay = startRelay({
    ACTA_DATA: temporary.config.data,
    ACTA_KAFKA_BROKERS: '127.0.0.1:9',
    ACTA_METRICS_PORT: '0',
    ACTA_LOG_FORMAT: 'json',
  });
  try {
    await until(() => relay.lines.some((line) => line.includes('trying again')));
    const probes = probesOf(relay.lines.join('\n'));
    const found = await scrape(probes);
    const topic = 'acta.main.feed';
    const of = (name: string, labels = {}) => valueOf(found, name, { topic, ...labels });
    expect(of('acta_relay_working')).toBe(0);
    expect(of('acta_relay_leading')).toBe(0);
    expect(of('acta_relay_failures_total', { kind: 'broker' })).toBeGreaterThan(0);
    expect(of('acta_relay_behind_events')).toBeUndefined();
    expect(valueOf(found, 'acta_journal_position')).toBe(44);
    const ready = await fetch(`${probes}/ready`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { status: 'not-ready', topics: [{ topic, standing: 'not-connected' }] },
    ]);
    expect((await fetch(`${probes}/health`)).status).toBe(200);
    const told = relay.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(told.at(-1)).toMatchObject({ level: 'warn', service: 'acta-relay', log: 'main', topic });
  } finally {
    await relay.end('SIGTERM');
  }
});

describe('the log in JSON', () => {
  it('has a line for each answer, without what was asked for, by whom it can be told and what was said', async () => {
    const url = await start({ ACTA_LOG_FORMAT: 'json' });
    const { commandId } = await plan(url, 41);
    await fetch(`${url}/groups/CWG-COP?fields=code&at=2020`);
    await fetch(`${url}/health`);
    await fetch(`${url}/nowhere/${encodeURIComponent(WORDS)}`);
    api?.kill('SIGTERM');
    const { err = '' } = (await api?.ended) ?? {};
    const lines = err.trimEnd().split('\n');
    const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const answers = told.filter(({ part }) => part === 'http');
    expect(answers).toMatchObject([
      { route: '/groups/:group/meetings', status: 201, correlationId: commandId },
      { method: 'GET', route: '/groups/:group', status: 200 },
      { route: 'none', status: 404 },
    ]);
    expect(answers[0]?.['subject']).toMatch(UUID);
    expect(answers[1]).not.toHaveProperty('subject');
    for (const line of told)
      expect(line).toMatchObject({
        level: expect.stringMatching(/^(info|warn)$/),
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        service: 'acta-api',
        log: 'main',
        message: expect.any(String),
      });
    for (const kept of [token, WORDS, encodeURIComponent(WORDS), 'CWG-COP', 'fields=', '"ip"'])
      expect(err).not.toContain(kept);
  });
});

describe('a request that failed here', () => {
  const told: [message: string, fields: LogFields][] = [];
  const log: ServiceLog = {
    ...unwatched().log,
    error: (message, fields = {}) => void told.push([message, fields]),
  };

  it('names what the log has it under', async () => {
    const record = await ServedRecord.open({ watch: { ...unwatched(), log } });
    const { journal } = record.acta;
    const { head } = journal;
    const failure = new Error('the disk is gone');
    try {
      journal.head = () => {
        throw failure;
      };
      const { status, body } = await record.anybody('GET', '/health');
      const { instance = '', detail } = body as { instance?: string; detail: string };
      expect([status, detail]).toEqual([500, 'The server failed; its log says why.']);
      expect(told).toHaveLength(1);
      expect(told[0]?.[1]).toMatchObject({ route: '/health', status: 500, error: failure });
      expect(instance).toBe(`urn:uuid:${String(told[0]?.[1].correlationId)}`);
      const traced = await record.anybody('GET', '/health', { headers: { traceparent } });
      expect((traced.body as { instance: string }).instance.replaceAll('-', '')).toBe(`urn:uuid:${TRACE}`);
    } finally {
      journal.head = head;
      await record.close();
    }
  });
});

describe('traces', () => {
  let receiver: OtlpReceiver;

  beforeEach(async () => {
    receiver = await OtlpReceiver.open();
  });
  afterEach(() => receiver.close());

  const traced = () => start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  /** All spans that the API made. */
  async function all(): Promise<void> {
    api?.kill('SIGTERM');
    await api?.ended;
  }
  function treeOf(trace: string) {
    const spans = receiver.spans.filter(({ traceId }) => traceId === trace);
    const [http] = spans.filter(({ name }) => name === 'POST /groups/:group/meetings');
    const [command] = spans.filter(({ name }) => name === 'command');
    const [append] = spans.filter(({ name }) => name === 'append');
    return { spans, http, command, append };
  }

  it("are the caller's, from the request to the append, and the event's correlation id is the trace", async () => {
    const url = await traced();
    const recorded = await plan(url, 41, { traceparent });
    const event = await fed(url, recorded);
    await all();
    expect(traceOf(event.correlationid)).toBe(TRACE);
    const { spans, http, command, append } = treeOf(TRACE);
    expect(spans).toHaveLength(3);
    expect(http).toMatchObject({ service: 'acta-api', parentSpanId: CALLERS_SPAN, kind: 2 });
    expect(http?.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/groups/:group/meetings',
      'http.response.status_code': 201,
    });
    expect(command?.parentSpanId).toBe(http?.spanId);
    expect(command?.attributes).toEqual({
      'acta.outcome': 'written',
      'acta.events': 1,
      'acta.stream.kind': 'meeting',
    });
    expect(append).toMatchObject({
      parentSpanId: command?.spanId,
      spanId: appendOf({ ...event, correlationId: event.correlationid }).span,
    });
  });

  it("are the act's own where the caller sent none, and a refused command fails", async () => {
    const url = await traced();
    const recorded = await plan(url, 41);
    const event = await fed(url, recorded);
    const refused = await plan(url, 15);
    await all();
    expect(event.correlationid).toBe(recorded.commandId);
    const { http, command, append } = treeOf(traceOf(recorded.commandId));
    expect(http).not.toHaveProperty('parentSpanId');
    expect([command?.parentSpanId, append?.parentSpanId]).toEqual([http?.spanId, command?.spanId]);
    expect(refused).toMatchObject({ status: 409 });
    expect(receiver.named('command').map(({ failed }) => failed)).toEqual([false, true]);
    expect(receiver.spans.some(({ attributes }) => JSON.stringify(attributes).includes('CWG-COP'))).toBe(
      false,
    );
  });

  it("are nobody's trouble: where nobody takes them, all else goes on, and that is said once", async () => {
    const nobody = `http://127.0.0.1:${String(await freePort())}`;
    const url = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: nobody });
    for (let ordinal = 41; ordinal < 44; ordinal++) await plan(url, ordinal);
    expect(await plan(url, 44)).toMatchObject({ outcome: 'written' });
    api?.kill('SIGTERM');
    const { code, err } = (await api?.ended) ?? {};
    expect([code, err]).toEqual([0, `acta: traces: traces are lost: ${nobody} does not take them\n`]);
  });

  it.each(['grpc', 'http/protobuf'])('are refused in %s', async (protocol) => {
    api = startApi({
      ACTA_DATA: temporary.config.data,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    });
    const { code, err } = await api.ended;
    expect([code, err]).toEqual([1, expect.stringContaining('http/json')]);
  });
});

describe('what a caller puts acts together with', () => {
  it('is not what cannot be read', async () => {
    const url = await start({});
    const recorded = await plan(url, 41, { traceparent: `${traceparent}-more` });
    expect((await fed(url, recorded)).correlationid).toBe(recorded.commandId);
  });

  it('may be of a later version, and makes no other command of one that is repeated', async () => {
    const url = await start({});
    const key = { 'idempotency-key': 'a-key' };
    const first = await plan(url, 41, { ...key, traceparent: `01-${TRACE}-${CALLERS_SPAN}-00-more` });
    const again = await plan(url, 41, { ...key, traceparent: `00-${'1'.repeat(32)}-${CALLERS_SPAN}-00` });
    expect([first.outcome, again.outcome, again.commandId]).toEqual(['written', 'repeated', first.commandId]);
    expect(again.events).toEqual(first.events);
    expect(traceOf((await fed(url, again)).correlationid)).toBe(TRACE);
  });
});
