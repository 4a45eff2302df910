import type { FeedLeader, FeedRecord } from '@acta/application';
import { type Acta, type CircleTopic, appendOf, newSpan, spanTime } from '@acta/runtime';

/** How a relay stands to a topic: it works where it leads, and where it would if another did not. */
type Standing = 'not-connected' | 'standing-by' | 'leading';

/** What went wrong: somebody must see to the topic; it was published from another log; or the broker did not do it. */
type FailureKind = 'refused' | 'other-log' | 'broker';

/** A topic, and what is known of its feed, for whoever watches the relay. */
export interface TopicWatch extends CircleTopic {
  standing: Standing;
  /** Newest position that the feed has; undefined where another relay knows. It stays where the broker cannot be reached. */
  position: number | undefined;
  /** How many keys are parked. */
  parked: number;
  failed(kind: FailureKind): void;
  /** Tells of each transaction of a leader. */
  watched(leader: FeedLeader): FeedLeader;
}

const TRANSACTION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
/** Of a transaction that holds more, while a feed catches up, the newest events have spans. */
const MOST_SPANS = 64;

/** Topics with their metrics. */
export function watchTopics(acta: Acta, topics: readonly CircleTopic[]): TopicWatch[] {
  const { metrics, tracing } = acta.watch;
  const seconds = metrics.histogram(
    {
      name: 'acta_relay_transaction_duration_seconds',
      help: 'Time of a transaction that publishes, by its result.',
      labels: ['topic', 'result'],
    },
    TRANSACTION_BUCKETS,
  );
  const published = metrics.counter({
    name: 'acta_relay_events_total',
    help: 'Events published by this relay.',
    labels: ['topic'],
  });
  const failures = metrics.counter({
    name: 'acta_relay_failures_total',
    help: 'What kept this relay from publishing: refused, other-log, broker.',
    labels: ['topic', 'kind'],
  });
  const report = ({ headers }: FeedRecord, began: number): void => {
    const { ce_id: id = '', ce_correlationid: correlationId = '' } = headers;
    const { trace, span: parent } = appendOf({ id, correlationId });
    tracing.report({
      name: 'publish',
      kind: 'producer',
      place: { trace, span: newSpan() },
      parent,
      began,
      ended: spanTime(),
      attributes: { 'messaging.system': 'kafka', 'messaging.operation.type': 'send' },
    });
  };
  const watched = (topic: string, leader: FeedLeader): FeedLeader => ({
    kept: leader.kept,
    redriveAsked: () => leader.redriveAsked(),
    refusalOf: (record) => leader.refusalOf(record),
    async publish(records, text) {
      const began = spanTime();
      const told = (result: string): void => seconds({ topic, result }, (spanTime() - began) / 1000);
      try {
        await leader.publish(records, text);
      } catch (error) {
        told('failed');
        throw error;
      }
      told('committed');
      published({ topic }, records.length);
      if (tracing.isOn) for (const record of records.slice(-MOST_SPANS)) report(record, began);
    },
  });
  const watches = topics.map((each): TopicWatch => {
    const { name } = each.topic;
    return {
      ...each,
      standing: 'not-connected',
      position: undefined,
      parked: 0,
      failed: (kind) => failures({ topic: name, kind }),
      watched: (leader) => watched(name, leader),
    };
  });
  gauges(acta, watches);
  return watches;
}

function gauges({ watch: { metrics }, journal, clock }: Acta, watches: readonly TopicWatch[]): void {
  const gauge = (name: string, help: string, of: (watch: TopicWatch) => number | undefined): void =>
    metrics.gauge({ name, help, labels: ['topic'] }, () =>
      watches.flatMap((watch) => {
        const value = of(watch);
        return value === undefined ? [] : [{ labels: { topic: watch.topic.name }, value }];
      }),
    );
  gauge('acta_relay_leading', '1 where this relay leads the topic, otherwise 0.', ({ standing }) =>
    standing === 'leading' ? 1 : 0,
  );
  gauge(
    'acta_relay_working',
    '1 where this relay leads the topic or stands by, otherwise 0.',
    ({ standing }) => (standing === 'not-connected' ? 0 : 1),
  );
  gauge(
    'acta_relay_position',
    'Newest position of the journal that the feed has.',
    ({ position }) => position,
  );
  gauge(
    'acta_relay_behind_events',
    'Events of the journal that the feed has not got yet, whether it will have them or not.',
    ({ position }) => (position === undefined ? undefined : journal.head().position - position),
  );
  gauge(
    'acta_relay_behind_seconds',
    'Time since the oldest of these was recorded; 0 where there is none.',
    ({ position }) => {
      if (position === undefined) return undefined;
      const isBehind = journal.head().position > position;
      return isBehind ? Math.max(0, clock() - journal.recordedAt(position + 1)) / 1000 : 0;
    },
  );
  gauge('acta_relay_parked_keys', 'Keys whose events wait to be redriven.', ({ position, parked }) =>
    position === undefined ? undefined : parked,
  );
}
