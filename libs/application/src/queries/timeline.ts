import type { GroupCode, SubjectId } from '@acta/domain';
import {
  type Range,
  type ReplayedAct,
  type TimelineItem,
  type TimelineOptions,
  present,
  replay,
  timeline,
} from '@acta/projections';
import { invalid } from '../faults.js';
import type { Journal } from '../ports/event-store.js';
import { type When, dateOf } from './point.js';
import type { Answer } from './reader.js';
import type { ViewParts } from './views.js';

/** Which acts of a group. */
export interface TimelineAsk {
  group: GroupCode;
  /** What the record held, dates and voids included; `at` leaves out what took effect later. */
  when: When;
  /** The axis of `from` and `to`: when acts took effect (the default), or when they were recorded. */
  axis?: 'at' | 'as-of';
  /** A date or instant; on the axis `as-of` also a position. Inclusive. */
  from?: string;
  to?: string;
  /** `effect` (the default) or `recording`. */
  order?: 'effect' | 'recording';
  /** `forwards` (the default), or the last one first. */
  direction?: 'forwards' | 'backwards';
  /** A reference: acts on it, or on a part of it. */
  subject?: string;
  /** A subject id: acts that they recorded. */
  actor?: SubjectId;
}

export interface TimelineParts extends ViewParts {
  journal: Pick<Journal, 'head' | 'positionAt'>;
}

/** The acts of a group, corrections and voided acts among them. @throws NotFound, Invalid */
export function showTimeline(parts: TimelineParts, ask: TimelineAsk): Answer<TimelineItem[]> {
  const point = parts.reader.point(ask.when);
  const options = optionsOf(parts.journal, ask, point.at);
  return { point, value: timeline(parts.reader.group(ask.group, point.position), options) };
}

/** The acts of a group one by one, each with what it changed. @throws NotFound, Invalid */
export function replayGroup(parts: TimelineParts, ask: TimelineAsk): Answer<Iterable<ReplayedAct>> {
  const point = parts.reader.point(ask.when);
  const options = { ...optionsOf(parts.journal, ask, point.at), nameOf: parts.nameOf };
  return { point, value: replay(parts.reader.group(ask.group, point.position), options) };
}

/** What to list of a group's acts, as the projections take it. @throws Invalid */
export function optionsOf(journal: TimelineParts['journal'], ask: TimelineAsk, at: number): TimelineOptions {
  const { axis = 'at', from, to, order, direction, subject, actor, when } = ask;
  const range = axis === 'at' ? effectiveRange(from, to) : positionRange(journal, from, to);
  if (range.from !== undefined && range.to !== undefined && range.to < range.from)
    throw invalid(
      'reversed-range',
      `the range would end (${String(to)}) before it starts (${String(from)})`,
      '/to',
    );
  const effective = axis === 'at' ? range : {};
  return {
    ...present({ order, direction, subject, actor }),
    ...(axis === 'as-of' ? { positions: range } : {}),
    effective: when.at === undefined ? effective : { ...effective, to: Math.min(effective.to ?? at, at) },
  };
}

function effectiveRange(from: string | undefined, to: string | undefined): Range {
  return {
    ...(from === undefined ? {} : { from: dateOf('/from', from).start }),
    ...(to === undefined ? {} : { to: dateOf('/to', to).end }),
  };
}

function positionRange(
  journal: TimelineParts['journal'],
  from: string | undefined,
  to: string | undefined,
): Range {
  return {
    ...(from === undefined
      ? {}
      : {
          from: /^\d+$/.test(from)
            ? position(journal, from, '/from')
            : journal.positionAt(dateOf('/from', from).start - 1) + 1,
        }),
    ...(to === undefined
      ? {}
      : { to: /^\d+$/.test(to) ? position(journal, to, '/to') : journal.positionAt(dateOf('/to', to).end) }),
  };
}

function position(journal: TimelineParts['journal'], text: string, field: string): number {
  const { position: head } = journal.head();
  if (Number(text) > head)
    throw invalid('beyond-head', `position ${text} is beyond the newest, which is ${String(head)}`, field);
  return Number(text);
}
