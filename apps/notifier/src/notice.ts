import type { CloudEvent, Intake } from '@acta/application';
import { derivedUuid } from '@acta/application';
import type { Notice, NoticedAct, Subscription, Want } from '@acta/application/notify';
import type { Instant, SubjectId } from '@acta/domain';

/** Who recorded something about any of these subjects. */
export type RecordersOf = (subjects: readonly string[]) => readonly SubjectId[];

/** A notice, but for when it is made. */
export type NewNotice = Omit<Notice, 'madeAt'>;

/** What keeps its order in a feed, and is taken once by its position. */
export function orderKey({ source, group = '' }: Pick<CloudEvent, 'source' | 'group'>): string {
  return `${source} ${group}`;
}

/** The event's type without its version, for example outcome-amended. */
function actTypeOf({ type }: Pick<CloudEvent, 'type'>): string {
  return type.replace(/^int\.acta\./, '').replace(/\.v\d+$/, '');
}

/**
 * The notices that an event makes: one at most for each subscription, of the first of its wants that the event answers.
 * None of what is marked `backfill` or `replay`, of what was recorded before the subscription held, nor for whoever did it.
 * Pure: the same event makes the same notices, ids included.
 */
export function noticesOf(
  event: CloudEvent,
  subscriptions: readonly Subscription[],
  recordersOf: RecordersOf,
): NewNotice[] {
  if (event.backfill !== undefined || event.replay !== undefined) return [];
  let recorders: ReadonlySet<SubjectId> | undefined;
  const owns = (subject: SubjectId): boolean => {
    recorders ??= new Set(recordersOf(withWholes(event.subject)));
    return recorders.has(subject);
  };
  return subscriptions.flatMap((subscription) => {
    const { subject, wants } = subscription;
    const since = holdsSince(subscription);
    if (subject === event.actor || since === undefined || event.recordedtime < since) return [];
    const want = wants.find((each) => answers(event, each, () => owns(subject)));
    return want === undefined ? [] : [noticeOf(event, subscription, want)];
  });
}

/** From when on a subscription is told; undefined while its address is not confirmed. */
export function holdsSince({ channel, confirmedAt, createdAt }: Subscription): Instant | undefined {
  return confirmedAt ?? (channel.kind === 'email' ? undefined : createdAt);
}

/** What an event says that concerns what was told or may be, and who recorded what; but for a replay, all of it again. */
export function factsOf(event: CloudEvent): Pick<Intake, 'recorded' | 'voided' | 'restricted' | 'erased'> {
  const { subject, actor, data } = event;
  const type = actTypeOf(event);
  if (type === 'person-erased') return textAt(data, 'subject', (erased) => ({ erased }));
  const recorded = { recorded: { subject, actor } };
  if (type === 'act-voided') return { ...recorded, ...textAt(data, 'act', (voided) => ({ voided })) };
  if (!type.endsWith('-classified')) return recorded;
  return data['classification'] === 'public' ? recorded : { ...recorded, restricted: subject };
}

function textAt<T>(data: Record<string, unknown>, name: string, found: (text: string) => T): T | object {
  const value = data[name];
  return typeof value === 'string' ? found(value) : {};
}

function answers(event: CloudEvent, want: Want, owns: () => boolean): boolean {
  if (want.group !== undefined && want.group !== event.group) return false;
  switch (want.kind) {
    case 'acts':
      return want.types?.includes(actTypeOf(event)) ?? true;
    case 'own':
      return owns();
    case 'liaison-due':
    case 'contributions-due':
      return false;
  }
}

/** A subject with all that it is a part of: AB/meetings/1, AB/meetings and AB. */
function withWholes(subject: string): string[] {
  const parts = subject.split('/');
  return parts.map((_part, index) => parts.slice(0, parts.length - index).join('/'));
}

function noticeOf(event: CloudEvent, { id: subscription, language }: Subscription, want: Want): NewNotice {
  const key = `event:${event.id}`;
  return {
    id: derivedUuid('notice', subscription, key),
    subscription,
    key,
    want,
    ...(event.group === undefined ? {} : { group: event.group }),
    subject: event.subject,
    about: aboutAct(event, language),
  };
}

function aboutAct(event: CloudEvent, language: string): NoticedAct {
  const words = wordsOf(event.data, language);
  const exact = event.time === event.recordedtime ? undefined : event.time;
  const effectiveAt = event.effectivedate ?? exact;
  return {
    kind: 'act',
    type: actTypeOf(event),
    event: event.id,
    position: Number(event.position),
    recordedAt: event.recordedtime,
    ...(effectiveAt === undefined ? {} : { effectiveAt }),
    ...(words === undefined ? {} : { words }),
  };
}

type Words = NonNullable<NoticedAct['words']>;

/** Where the words of an act are, whatever its type; the first that has some. */
const WORDED = ['text', 'title', 'subject', 'followUp', 'words', 'name'] as const;

/** In the language that is asked for, where there are official words in it. */
function wordsOf(data: Record<string, unknown>, language: string): Words | undefined {
  const own = WORDED.map((name) => data[name]).find(isWords);
  if (own === undefined || own.language === language) return own;
  const translations = Array.isArray(data['translations']) ? data['translations'] : [];
  return translations.filter(isWords).find((each) => each.language === language) ?? own;
}

function isWords(value: unknown): value is Words {
  if (typeof value !== 'object' || value === null) return false;
  const { text, language } = value as Record<string, unknown>;
  return typeof text === 'string' && typeof language === 'string';
}
