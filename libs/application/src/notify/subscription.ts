import type { Day, GroupCode, Instant, SubjectId, Uuid } from '@acta/domain';

/** What somebody wants to be told of. What is about a day is told so many days before it, once. */
export type Want =
  /** Acts of a group, or of all; of these types alone, where some are named. */
  | { kind: 'acts'; group?: GroupCode; types?: readonly string[] }
  /** Acts of others on what the subscriber recorded: "my outcome was amended". */
  | { kind: 'own'; group?: GroupCode }
  /** An answer to a liaison statement to this addressee falls due. */
  | { kind: 'liaison-due'; group?: GroupCode; addressee: string; days: number }
  /** The last day for contributions to a meeting nears. */
  | { kind: 'contributions-due'; group: GroupCode; days: number };

/** How somebody is told. */
export type Channel =
  | { kind: 'email'; address: string }
  /** Signed as Standard Webhooks has it, with the secret. */
  | { kind: 'webhook'; url: string; secret: string }
  /** A feed of their own, at an address that nobody can guess. */
  | { kind: 'atom' };

/** When it is told: at once, or gathered. A time is hh:mm, of the subscription's zone. */
export type Delivery =
  { kind: 'at-once' } | { kind: 'daily'; at: string } | { kind: 'weekly'; at: string; weekday: Weekday };

/** ISO 8601: 1 is Monday. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** Hours in which nothing is sent; over midnight where `from` is later than `to`. hh:mm, of the subscription's zone. */
export interface QuietHours {
  from: string;
  to: string;
}

/** Somebody's wish to be told. */
export interface Subscription {
  id: Uuid;
  /** Who asked. */
  subject: SubjectId;
  wants: readonly Want[];
  channel: Channel;
  delivery: Delivery;
  quiet?: QuietHours;
  /** IANA name of a time zone, for example Europe/Zurich. */
  zone: string;
  language: 'en' | 'fr';
  createdAt: Instant;
  /** When whoever reads mail at the address said that it is wanted; other channels need no such word. */
  confirmedAt?: Instant;
}

/** Something to tell a subscriber. It is made once and kept: it answers why they were told. */
export interface Notice {
  id: Uuid;
  subscription: Uuid;
  /** What it was made of, the same whenever that is met again: no subscription gets two notices of one key. */
  key: string;
  /** The want that it answers. */
  want: Want;
  group?: GroupCode;
  /** What it is about, for example CWG-COP/meetings/15/outcomes/3. */
  subject: string;
  about: NoticedAct | NoticedDay;
  madeAt: Instant;
}

/** An act of the record. */
export interface NoticedAct {
  kind: 'act';
  /** The event's type, for example outcome-amended. */
  type: string;
  /** Of the CloudEvent. */
  event: Uuid;
  position: number;
  recordedAt: Instant;
  /** When it took effect: an instant, day, month or year. Absent: when it was recorded. */
  effectiveAt?: string;
  reason?: string;
  /** Its words, where it has some: the text of an outcome, the title of a contribution. */
  words?: { text: string; language: string };
}

/** A day that nears. */
export interface NoticedDay {
  kind: 'day';
  due: Day;
  /** For example the subject of the liaison statement. */
  words?: { text: string; language: string };
}
