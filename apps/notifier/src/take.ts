import type { CloudEvent, NoticeStore } from '@acta/application';
import type { Subscription } from '@acta/application/notify';
import { instantOf } from '@acta/domain';
import type { ActInRecord } from './record-reasons.js';
import { type NewNotice, factsOf, noticesOf, orderKey } from './notice.js';

/** When a notice that is made at a moment is to go out: both milliseconds since the epoch. */
export type WhenDue = (subscription: Subscription, madeAt: number) => number;

export interface TakeParts {
  store: Pick<NoticeStore, 'take' | 'subscriptions' | 'find' | 'recordersOf'>;
  whenDue: WhenDue;
  clock: () => number;
}

/** What became of an event. */
export interface Took {
  /** Absent where it was had before, or was delivered again on purpose. */
  made?: number;
  withdrawn: number;
}

/** Whether an event is news to somebody, and was not had before. */
export function isTold(
  event: CloudEvent,
  store: TakeParts['store'] & Pick<NoticeStore, 'position'>,
): boolean {
  return Number(event.position) > store.position(orderKey(event)) && toldOf(event, store).length > 0;
}

function toldOf(event: CloudEvent, store: TakeParts['store']): NewNotice[] {
  return noticesOf(event, store.subscriptions(), (subjects) => store.recordersOf(subjects));
}

/**
 * Takes an event of the feed: its notices, and that it was had, are kept in one transaction, so that however often it is
 * delivered it is told once. What is delivered again on purpose changes nothing.
 * @param inRecord what the record says of the act besides: of one that is not for everybody any more, nobody is told
 */
export function takeEvent(
  event: CloudEvent,
  { store, whenDue, clock }: TakeParts,
  inRecord: ActInRecord = {},
): Took {
  if (event.replay !== undefined) return { withdrawn: 0 };
  const now = clock();
  const facts = factsOf(event);
  const told = inRecord === 'gone' ? [] : toldOf(event, store);
  const more = inRecord === 'gone' ? {} : inRecord;
  const notices = told.flatMap((notice) => {
    const subscription = store.find(notice.subscription);
    if (subscription === undefined) return [];
    const about = notice.about.kind === 'act' ? { ...notice.about, ...more } : notice.about;
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
