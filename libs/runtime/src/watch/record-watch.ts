import {
  type Answered,
  type Circle,
  type EventStore,
  type Journal,
  type ListIndex,
  type WebhookSender,
  type WebhookState,
  WrongExpectedRevision,
} from '@acta/application';
import { parseStream } from '@acta/domain';
import type { Following } from '../store.js';
import type { Metrics } from './metrics.js';
import { appendSpanOf, traced } from './tracing.js';
import type { Watch } from './watch.js';

/** From a commit that waits for nobody to one that a slow disk holds up, in seconds. */
const APPEND_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

type Watching = Pick<Watch, 'metrics' | 'tracing'>;

/** The store, watched as it appends. That an event exists is public; its type and group are not, and not told. */
export function watchedStore(store: EventStore, { metrics, tracing }: Watching, prefix: string): EventStore {
  if (!metrics.isServed && !tracing.isOn) return store;
  const seconds = metrics.histogram(
    {
      name: 'acta_append_duration_seconds',
      help: 'Time until an append is durable. A conflict was judged anew, or refused as stale.',
      labels: ['result'],
    },
    APPEND_BUCKETS,
  );
  const events = metrics.counter({ name: 'acta_events_total', help: 'Events appended by this node.' });
  return {
    keepsOrder: store.keepsOrder,
    async append(stream, expected, appended) {
      const began = performance.now();
      const told = (result: string): void => seconds({ result }, (performance.now() - began) / 1000);
      const { length } = appended;
      const span = {
        name: 'append',
        span: appendSpanOf(appended[0]?.id ?? ''),
        attributes: () => ({
          'acta.events': length,
          'acta.stream.kind': parseStream(stream.slice(prefix.length))?.aggregate ?? '',
        }),
      };
      try {
        const done = await traced(tracing, span, () => store.append(stream, expected, appended));
        told('written');
        events({}, length);
        return done;
      } catch (error) {
        told(error instanceof WrongExpectedRevision ? 'conflict' : 'failed');
        throw error;
      }
    },
    read: (stream, options) => store.read(stream, options),
    readAll: (from, limit) => store.readAll(from, limit),
    subscribe: (from, handle) => store.subscribe(from, handle),
    close: () => store.close(),
  };
}

/** What delivers to webhooks, counted. */
export function watchedSender(sender: WebhookSender, { metrics }: Watching): WebhookSender {
  if (!metrics.isServed) return sender;
  const deliveries = metrics.counter({
    name: 'acta_webhook_deliveries_total',
    help: 'Attempts to deliver to webhooks.',
    labels: ['result'],
  });
  return {
    refusalOf: (url) => sender.refusalOf(url),
    async send(url, message, signal) {
      try {
        await sender.send(url, message, signal);
        deliveries({ result: 'delivered' });
      } catch (error) {
        if (!signal.aborted) deliveries({ result: 'failed' });
        throw error;
      }
    },
  };
}

/** A command in a span of its own, and counted by what became of it. */
export type WatchedCommand = (work: () => Promise<Answered>) => Promise<Answered>;

export function watchedCommands({ metrics, tracing }: Watching): WatchedCommand {
  if (!metrics.isServed && !tracing.isOn) return (work) => work();
  const commands = metrics.counter({
    name: 'acta_commands_total',
    help: 'Commands by what became of them: written, repeated, nothing to change, or not taken.',
    labels: ['outcome'],
  });
  const span = {
    name: 'command',
    attributes: (answered: Answered | undefined) =>
      answered === undefined
        ? {}
        : {
            'acta.outcome': answered.outcome,
            'acta.events': answered.events.length,
            'acta.stream.kind': parseStream(answered.stream)?.aggregate ?? '',
          },
  };
  return async (work) => {
    try {
      const answered = await traced(tracing, span, work);
      commands({ outcome: answered.outcome });
      return answered;
    } catch (error) {
      commands({ outcome: 'not-taken' });
      throw error;
    }
  };
}

/** How far this node's journal is. */
export function watchRecord(
  { journal, following }: { journal: Pick<Journal, 'head'>; following: Following | undefined },
  metrics: Metrics,
): void {
  metrics.gauge(
    { name: 'acta_journal_position', help: "Newest position of this node's journal." },
    () => journal.head().position,
  );
  metrics.gauge(
    {
      name: 'acta_journal_newest_timestamp_seconds',
      help: 'When the newest event was recorded; 0 where there is none.',
    },
    () => journal.head().recordedAt / 1000,
  );
  if (following === undefined) return;
  metrics.gauge(
    { name: 'acta_replica_behind_bytes', help: 'Bytes of the store that the journal has not followed yet.' },
    () => following.status().behindBytes,
  );
  metrics.gauge(
    {
      name: 'acta_replica_confirmed_age_seconds',
      help: 'Time since this node last knew that its journal holds all that the store does.',
    },
    () => inSeconds(following.status().confirmedAgoMs),
  );
  metrics.gauge(
    { name: 'acta_store_clock_ahead_seconds', help: "How far the store's clock is ahead of this node's." },
    () => inSeconds(following.status().clockAheadMs),
  );
}

interface ServedRecord {
  journal: Pick<Journal, 'head'>;
  following: Following | undefined;
  listedCircles: () => Circle[];
  listsFor: (circle: Circle) => { index: Pick<ListIndex, 'cursor'> };
}

/** Whether a node that serves the record takes commands, and how far its lists are. */
export function watchServed({ journal, following, ...lists }: ServedRecord, metrics: Metrics): void {
  metrics.gauge(
    { name: 'acta_takes_commands', help: '1 where this node takes commands, otherwise 0.' },
    () => (takesCommands(following) ? 1 : 0),
  );
  metrics.gauge(
    {
      name: 'acta_lists_behind_events',
      help: 'Events that the lists of a circle of readers have not taken up yet; they do when somebody asks.',
      labels: ['circle'],
    },
    () => {
      const head = journal.head().position;
      return lists.listedCircles().map((circle) => ({
        labels: { circle },
        value: head - lists.listsFor(circle).index.cursor(),
      }));
    },
  );
}

const inSeconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1000);

/** Whether this node takes commands now. */
export function takesCommands(following: Following | undefined): boolean {
  try {
    following?.assertCurrent();
    return true;
  } catch {
    return false;
  }
}

/** Webhooks by how they are. @param states of all that are kept */
export function watchWebhooks(states: () => readonly WebhookState[], metrics: Metrics): void {
  metrics.gauge(
    { name: 'acta_webhooks', help: 'Webhooks that are kept, by how they are.', labels: ['state'] },
    () => {
      const counts = { delivering: 0, retrying: 0, parked: 0, lapsed: 0 };
      for (const state of states()) counts[state]++;
      return Object.entries(counts).map(([state, value]) => ({ labels: { state }, value }));
    },
  );
}
