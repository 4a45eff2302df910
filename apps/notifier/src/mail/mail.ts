import { createHash } from 'node:crypto';
import type { Mail } from '@acta/application';
import { inside, oneLine, phrasesFor } from '@acta/reporting';
import { noticePhrasesFor } from '../phrases.js';
import type { Places } from '../places.js';
import type { Channel, Notice, Subscription, Want } from '@acta/application/notify';
import { type Told, placeInRecord, tell } from '../telling.js';
import { type Content, type Part, htmlOf, textOf } from './content.js';

/** A subscription whose channel is mail. */
export type MailSubscription = Subscription & { channel: Extract<Channel, { kind: 'email' }> };

/** A notice, and how it is told to this reader. */
type Item = Notice & Told;

/** What is shown of a message at once: programs cut one of some 100 KB. The rest is in the list that it links to. */
const MOST_NOTICES = 50;
/** Groups that a subject line names. */
const MOST_NAMED = 3;
/** Characters of a subject line. */
const LONGEST_SUBJECT = 180;

/**
 * One message for one notice or several: what happened, by group and subject, the oldest first, why the reader is told, and how
 * to end it. The same notices give the same message and the same `messageId`.
 * @param notices at least one
 */
export function mailOf({
  subscription,
  notices,
  places,
}: {
  subscription: MailSubscription;
  notices: readonly Notice[];
  places: Places;
}): Mail {
  const items = gathered(notices).map((notice) => ({ ...notice, ...tell(notice, subscription) }));
  const { language } = subscription;
  const title = titleOf(items, subscription);
  const content: Content = {
    language,
    title,
    body: [{ kind: 'heading', level: 1, text: title }, ...bodyOf(items, subscription, places)],
    footer: footer(items, subscription, places),
  };
  const host = new URL(places.unsubscribe).hostname;
  return {
    ...addressed(content, subscription),
    messageId: messageIdOf([subscription.id, ...notices.map(({ id }) => id).sort()], host),
    headers: {
      'Content-Language': language,
      'Auto-Submitted': 'auto-generated',
      'List-Id': `<notices.${host}>`,
      'List-Unsubscribe': `<${places.unsubscribe}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  };
}

/**
 * Asks whoever reads mail at an address whether they want what was asked for.
 * @param confirm where they say so; it must ask again there, since programs that check mail open what it links to
 * @param days after which the subscription lapses
 * @param record address of the record
 */
export function confirmationMail(
  subscription: MailSubscription,
  { confirm, days, record }: { confirm: string; days: number; record: string },
): Mail {
  const { language, wants, delivery, zone, subject, id } = subscription;
  const { confirm: phrases, want } = noticePhrasesFor(language);
  const content: Content = {
    language,
    title: phrases.subject,
    body: [
      { kind: 'heading', level: 1, text: phrases.subject },
      { kind: 'paragraph', text: phrases.asked(subject, record) },
      // Whoever asked wrote the addressee; whoever reads this has not asked for anything yet.
      { kind: 'list', items: wants.map((each) => oneLine(want(withoutWords(each)))) },
      { kind: 'paragraph', text: phrases.delivery(delivery, zone) },
      { kind: 'link', text: phrases.act, href: confirm },
    ],
    footer: [{ kind: 'paragraph', text: phrases.lapses(days) }],
  };
  return {
    ...addressed(content, subscription),
    messageId: messageIdOf([id, confirm], new URL(confirm).hostname),
    headers: { 'Content-Language': language, 'Auto-Submitted': 'auto-generated' },
  };
}

function withoutWords(want: Want): Want {
  return want.kind === 'liaison-due' ? { ...want, addressee: '…' } : want;
}

function addressed(
  content: Content,
  { channel }: MailSubscription,
): Pick<Mail, 'to' | 'subject' | 'text' | 'html'> {
  return { to: channel.address, subject: content.title, text: textOf(content), html: htmlOf(content) };
}

function messageIdOf(parts: readonly string[], host: string): string {
  return `<${createHash('sha256').update(parts.join(' ')).digest('hex').slice(0, 40)}@${host}>`;
}

/** By group and subject in the order in which each came first, the oldest first. */
function gathered(notices: readonly Notice[]): Notice[] {
  const oldestFirst = [...notices].sort(
    (a, b) =>
      Date.parse(a.madeAt) - Date.parse(b.madeAt) || positionOf(a) - positionOf(b) || (a.id < b.id ? -1 : 1),
  );
  const byGroup = Map.groupBy(oldestFirst, ({ group }) => group);
  return [...byGroup.values()].flatMap((ofGroup) =>
    [...Map.groupBy(ofGroup, ({ subject }) => subject).values()].flat(),
  );
}

function positionOf({ about }: Notice): number {
  return about.kind === 'act' ? about.position : 0;
}

/** "CWG-COP: outcome 3 of the fifteenth meeting was amended", "CWG-COP: 4 acts, 1 deadline". */
function titleOf(items: readonly Item[], reader: Subscription): string {
  const phrases = noticePhrasesFor(reader.language);
  const [only] = items;
  const count = (kind: Notice['about']['kind']) => items.filter(({ about }) => about.kind === kind).length;
  const [acts, days] = [count('act'), count('day')];
  const what =
    items.length === 1 && only !== undefined
      ? inside(only.title)
      : [...(acts === 0 ? [] : [phrases.acts(acts)]), ...(days === 0 ? [] : [phrases.deadlines(days)])].join(
          ', ',
        );
  const groups = [...new Set(items.map(groupOf))];
  const named = groups.length > MOST_NAMED ? phrases.groups(groups.length) : groups.join(', ');
  const title = oneLine(`${phrasesFor(reader.language).lead(named)}${what}`);
  return title.length > LONGEST_SUBJECT ? `${title.slice(0, LONGEST_SUBJECT).toWellFormed()}…` : title;
}

/** What belongs to no group (the calendar, persons) is told in the name of the whole. */
function groupOf({ group }: Notice): string {
  return group ?? 'Acta';
}

/** One notice is told by the message's own title; several have one each. */
function bodyOf(items: readonly Item[], reader: Subscription, { record }: Places): Part[] {
  const [only] = items;
  if (items.length === 1 && only !== undefined) return itemParts(only, { reader, record });
  const isWhyTold = new Set(items.map(({ why }) => why)).size > 1;
  const shown = items.slice(0, MOST_NOTICES);
  const left = items.length - shown.length;
  return [
    ...[...Map.groupBy(shown, groupOf)].flatMap(([group, ofGroup]): Part[] => [
      { kind: 'heading', level: 2, text: oneLine(group) },
      ...ofGroup.flatMap((item): Part[] => [
        { kind: 'heading', level: 3, text: item.title },
        ...itemParts(item, { reader, record, isWhyTold }),
      ]),
    ]),
    ...(left === 0
      ? []
      : [{ kind: 'paragraph', text: noticePhrasesFor(reader.language).andMore(left) } as const]),
  ];
}

function itemParts(
  item: Item,
  { reader, record, isWhyTold = false }: { reader: Subscription; record: string; isWhyTold?: boolean },
): Part[] {
  const phrases = noticePhrasesFor(reader.language);
  const { lead, original } = phrasesFor(reader.language);
  const { words, reason, when, why } = item;
  const parts: Part[] = [];
  if (words !== undefined) {
    parts.push({ kind: 'quote', text: words.text, language: words.language });
    if (words.isCut) parts.push({ kind: 'note', text: phrases.more });
    if (words.language !== reader.language) parts.push({ kind: 'note', text: original(words.language) });
  }
  if (reason !== undefined) parts.push({ kind: 'paragraph', text: reason });
  if (when !== undefined) parts.push({ kind: 'note', text: when });
  if (isWhyTold) parts.push({ kind: 'note', text: `${lead(phrases.asked)}${why}` });
  return [...parts, { kind: 'link', text: phrases.inTheRecord, href: placeInRecord(item, record) }];
}

function footer(items: readonly Item[], subscription: Subscription, places: Places): Part[] {
  const phrases = noticePhrasesFor(subscription.language);
  return [
    { kind: 'paragraph', text: phrasesFor(subscription.language).lead(phrases.youFollow).trimEnd() },
    { kind: 'list', items: [...new Set(items.map(({ why }) => why))] },
    { kind: 'link', text: phrases.notices, href: places.notices },
    { kind: 'link', text: phrases.unsubscribe, href: places.unsubscribe },
  ];
}
