import type { KeptNotice } from '@acta/application';
import type { Subscription } from '@acta/application/notify';
import { phrasesFor } from '@acta/reporting';
import { type Part, htmlOf } from '../mail/content.js';
import { noticePhrasesFor } from '../phrases.js';
import type { Places } from '../places.js';
import { momentTold, placeInRecord, tell } from '../telling.js';

/** What a subscriber was told and is to be told, newest first: what, when, why, and what became of it; and how it is changed. */
export function noticesPage(
  subscription: Subscription,
  notices: readonly KeptNotice[],
  { record, unsubscribe, service }: Places & { service: string },
): string {
  const { language, wants } = subscription;
  const phrases = noticePhrasesFor(language);
  const { page } = phrases;
  return htmlOf({
    language,
    title: phrases.notices,
    body: [
      { kind: 'heading', level: 1, text: phrases.notices },
      { kind: 'paragraph', text: page.wants },
      { kind: 'list', items: wants.map((want) => phrases.want(want)) },
      ...(notices.length === 0 ? [{ kind: 'paragraph', text: page.none } as const] : []),
      ...notices.flatMap((notice): Part[] => {
        const { title, when, why } = tell(notice, subscription);
        return [
          { kind: 'heading', level: 3, text: title },
          ...(when === undefined ? [] : [{ kind: 'note', text: when } as const]),
          { kind: 'note', text: `${phrasesFor(language).lead(phrases.asked)}${why}` },
          { kind: 'note', text: becameOf(notice, subscription) },
          { kind: 'link', text: phrases.inTheRecord, href: placeInRecord(notice, record) },
        ];
      }),
    ],
    footer: [
      { kind: 'paragraph', text: page.change(`${service}/subscriptions/${subscription.id}`) },
      { kind: 'link', text: phrases.unsubscribe, href: unsubscribe },
    ],
  });
}

function becameOf({ status, sentAt, answer }: KeptNotice, reader: Subscription): string {
  const words = noticePhrasesFor(reader.language).page.status[status];
  // What stood in the way is told as it was said.
  const more = sentAt === undefined ? answer : momentTold(sentAt, reader);
  return more === undefined ? `${words}.` : `${words} ${sentAt === undefined ? `(${more})` : more}.`;
}
