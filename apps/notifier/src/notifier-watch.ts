import type { CloudEvent, NoticeStore } from '@acta/application';
import type { Channel } from '@acta/application/notify';
import { type Watch, appendOf, newSpan, spanTime } from '@acta/runtime';
import type { Took } from './take.js';

/** What became of an attempt to send: `later`, it is tried again; `message` and `address`, it is refused for good. */
export type AttemptResult = 'sent' | 'later' | 'message' | 'address';

/** Told of what the service does, for whoever watches it. */
export interface NotifierWatch {
  /** @param began as spans have it */
  taken(event: CloudEvent, took: Took, began: number): void;
  tried(channel: Channel['kind'], result: AttemptResult): void;
}

interface WatchedParts {
  store: Pick<NoticeStore, 'position' | 'counts'>;
  /** Whether nothing stands in the way of following the feed. */
  isFollowing: () => boolean;
  clock: () => number;
}

/** Counts what the service does, and tells how far it is whenever somebody asks. */
export function watchNotifier(
  { metrics, tracing }: Watch,
  { store, isFollowing, clock }: WatchedParts,
): NotifierWatch {
  const events = metrics.counter({
    name: 'acta_notifier_events_total',
    help: 'Events of the feed that were taken; those that were had before and replays are not among them.',
  });
  const notices = metrics.counter({
    name: 'acta_notifier_notices_total',
    help: 'Notices that events made.',
  });
  const messages = metrics.counter({
    name: 'acta_notifier_messages_total',
    help: 'Attempts to send a message, by channel and result: sent, later (it is tried again), message or address (refused for good).',
    labels: ['channel', 'result'],
  });
  metrics.gauge(
    {
      name: 'acta_notifier_following',
      help: '1 where nothing stands in the way of following the feed, otherwise 0.',
    },
    () => (isFollowing() ? 1 : 0),
  );
  metrics.gauge(
    { name: 'acta_notifier_position', help: 'Newest position of the journal that was taken.' },
    () => store.position(),
  );
  metrics.gauge(
    {
      name: 'acta_notifier_notices',
      help: 'Notices that wait, and those of them that are due: should have gone out by now.',
      labels: ['state'],
    },
    () => {
      const { waiting, due } = store.counts(clock());
      return [
        { labels: { state: 'waiting' }, value: waiting },
        { labels: { state: 'due' }, value: due },
      ];
    },
  );
  metrics.gauge(
    { name: 'acta_notifier_subscriptions', help: 'Subscriptions, confirmed or not.' },
    () => store.counts(clock()).subscriptions,
  );
  return {
    taken(event, { made }, began) {
      if (made === undefined) return;
      events({});
      notices({}, made);
      if (!tracing.isOn || made === 0) return;
      const { trace, span: parent } = appendOf({ id: event.id, correlationId: event.correlationid });
      tracing.report({
        name: 'notify',
        kind: 'consumer',
        place: { trace, span: newSpan() },
        parent,
        began,
        ended: spanTime(),
        attributes: { 'acta.notices': made },
      });
    },
    tried: (channel, result) => messages({ channel, result }),
  };
}
