import { randomUUID } from 'node:crypto';
import { until } from '@acta/testing/until';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type Acta, appendOf, openActa } from '@acta/runtime';
import { describeOnServer } from '@acta/testing';
import { anonymousFeed, contribution, establish, recorderOn } from '../support/feed-record.js';
import { type Exposed, scrape, valueOf } from '../support/exposition.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { type Temporary, temporaryFolder } from '../support/temporary.js';
import { startBrokers } from './brokers.js';
import { type RelayProcess, startRelay } from './relays.js';

describeOnServer('a relay that is watched', 'ACTA_TEST_KAFKA', (brokers) => {
  let temporary: Temporary;
  let acta: Acta;
  let receiver: OtlpReceiver;
  let topic: string;
  const relays: RelayProcess[] = [];

  beforeEach(async () => {
    temporary = temporaryFolder();
    acta = await openActa(temporary.config, { mode: 'write' });
    await establish(recorderOn(acta), ['AA']);
    receiver = await OtlpReceiver.open();
    topic = `feed-${randomUUID()}`;
  });
  afterEach(async () => {
    await Promise.all(relays.splice(0).map((relay) => relay.end('SIGTERM')));
    receiver.close();
    await acta.close();
    temporary.remove();
  });

  /** Starts a relay, and gives the address of its metrics. */
  async function start(at = brokers): Promise<string> {
    const relay = startRelay({
      ACTA_DATA: temporary.config.data,
      ACTA_KAFKA_BROKERS: at,
      ACTA_KAFKA_TOPIC: topic,
      ACTA_KAFKA_TRANSACTIONAL_ID: topic,
      ACTA_KAFKA_CREATE_TOPICS: 'true',
      ACTA_KAFKA_SESSION: '2s',
      ACTA_METRICS_PORT: '0',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    });
    relays.push(relay);
    const address = (): string | undefined => /metrics and probes at (\S+)/.exec(relay.lines.join('\n'))?.[1];
    await until(() => address() !== undefined);
    return address() ?? '';
  }

  /** What a relay tells of its topic, once it tells that. */
  async function tells(probes: string, name: string, value: number): Promise<readonly Exposed[]> {
    let found: readonly Exposed[] = [];
    await until(async () => {
      found = await scrape(probes);
      return valueOf(found, name, { topic }) === value;
    });
    return found;
  }

  const standingOf = async (probes: string): Promise<unknown> => {
    const response = await fetch(`${probes}/ready`);
    return [response.status, await response.json()];
  };

  it('tells how far the feed is, who leads, and each event in the trace of its act', async () => {
    const first = await start();
    const led = await tells(first, 'acta_relay_position', acta.journal.head().position);
    const of = (name: string, labels = {}) => valueOf(led, name, { topic, ...labels });
    expect(of('acta_relay_leading')).toBe(1);
    expect([of('acta_relay_behind_events'), of('acta_relay_behind_seconds')]).toEqual([0, 0]);
    expect(of('acta_relay_parked_keys')).toBe(0);
    expect(of('acta_relay_events_total')).toBe(2);
    expect(of('acta_relay_transaction_duration_seconds_count', { result: 'committed' })).toBeGreaterThan(0);

    const second = await start();
    // The broker may let either of them lead; until it has decided, one of them does nothing.
    let leader = '';
    let waiting: Exposed[] = [];
    await until(async () => {
      const both = await Promise.all([first, second].map(scrape));
      const told = (name: string): (number | undefined)[] =>
        both.map((each) => valueOf(each, name, { topic }));
      const leading = told('acta_relay_leading');
      leader = leading[0] === 1 ? first : second;
      waiting = both[leading[0] === 1 ? 1 : 0] ?? [];
      const isDecided = told('acta_relay_working').every((each) => each === 1);
      return isDecided && leading[0] !== leading[1];
    });
    const other = leader === first ? second : first;
    // How far the feed is, the one who leads knows.
    expect(valueOf(waiting, 'acta_relay_behind_events', { topic })).toBeUndefined();
    const ready = (standing: string) => [200, { status: 'ready', topics: [{ topic, standing }] }];
    expect(await standingOf(other)).toEqual(ready('standing-by'));
    expect(await standingOf(leader)).toEqual(ready('leading'));

    await recorderOn(acta)(contribution('AA'));
    await tells(leader, 'acta_relay_position', acta.journal.head().position);
    await until(() => receiver.spans.length >= 3);
    const published = anonymousFeed(acta).map(({ common }) => JSON.parse(common) as Fed);
    expect(receiver.spans).toMatchObject(
      published.map(({ id, correlationid }) => ({
        service: 'acta-relay',
        name: 'publish',
        kind: 4,
        traceId: appendOf({ id, correlationId: correlationid }).trace,
        parentSpanId: appendOf({ id, correlationId: correlationid }).span,
      })),
    );

    await relays[leader === first ? 0 : 1]?.end('SIGTERM');
    await tells(other, 'acta_relay_leading', 1);
    await tells(other, 'acta_relay_position', acta.journal.head().position);
  });

  it('tells, while its broker is away, that it does not work and how far behind the feed falls', async () => {
    const own = await startBrokers(1);
    try {
      const probes = await start(own.addresses.join(','));
      await tells(probes, 'acta_relay_position', acta.journal.head().position);
      await own.stop(0);
      await recorderOn(acta)(contribution('AA'));
      const away = await tells(probes, 'acta_relay_working', 0);
      expect(valueOf(away, 'acta_relay_behind_events', { topic })).toBe(1);
      expect(valueOf(away, 'acta_relay_behind_seconds', { topic })).toBeGreaterThan(0);
      expect(valueOf(away, 'acta_relay_failures_total', { topic, kind: 'broker' })).toBeGreaterThan(0);
      expect(await standingOf(probes)).toMatchObject([503, { status: 'not-ready' }]);
      await own.restart(0);
      const back = await tells(probes, 'acta_relay_behind_events', 0);
      expect(valueOf(back, 'acta_relay_leading', { topic })).toBe(1);
    } finally {
      await own.close();
    }
  }, 240_000);
});

interface Fed {
  id: string;
  correlationid: string;
}
