import type { CloudEvent, NoticeStore } from '@acta/application';
import type { Subscription } from '@acta/application/notify';
import { instantOf } from '@acta/domain';
import type { ActInRecord } from './record-reasons.js';
import { type NewNotice, factsOf, noticesOf, orderKey } from './notice.js';

/** When a notice that is made at a moment is to go out: both milliseconds since the epoch. */
export type WhenDue = (subscription: Subscription, madeAt: number) => number;

export interface TakeParts {
  store: Pick<NoticeStore, 'take' | 'find' | 'position' | 'subscriptions' | 'recordersOf'>;
  whenDue: WhenDue;
  clock: () => number;
}

/** What became of an event. */
export interface Took {
  /** Absent where it was had before, or was delivered again on purpose. */
  made?: number;
  withdrawn: number;
}

/** Whom an event is news to: nobody, where it was had before. */
export function newsOf(
  event: CloudEvent,
  store: Pick<NoticeStore, 'position' | 'subscriptions' | 'recordersOf'>,
): NewNotice[] {
  if (Number(event.position) <= store.position(orderKey(event))) return [];
  return noticesOf(event, store.subscriptions(), (subjects) => store.recordersOf(subjects));
}

/**
 * Takes an event of the feed: its notices, and that it was had, are kept in one transaction, so that however often it is
 * delivered it is told once. What is delivered again on purpose changes nothing.
 * @param news whom it is news to
 * @param inRecord what the record says of the act besides: of one that is not for everybody any more, nobody is told
 */
export function takeEvent(
  event: CloudEvent,
  { store, whenDue, clock }: TakeParts,
  news: readonly NewNotice[],
  inRecord: ActInRecord = {},
): Took {
  if (event.replay !== undefined) return { withdrawn: 0 };
  const now = clock();
  const facts = factsOf(event);
  const notices =
    inRecord === 'gone'
      ? []
      : news.flatMap((notice) => {
          const subscription = store.find(notice.subscription);
          if (subscription === undefined) return [];
          const about = notice.about.kind === 'act' ? { ...notice.about, ...inRecord } : notice.about;
          return [{ ...notice, about, madeAt: instantOf(now), dueAt: whenDue(subscription, now) }];
        });
  const { isNew, withdrawn } = store.take({
    key: orderKey(event),
    position: Number(event.position),
    ...facts,
    notices,
  });
  return isNew ? { made: notices.length, withdrawn } : { withdrawn };
}
