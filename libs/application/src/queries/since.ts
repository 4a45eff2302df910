import { type GroupCode, type SessionCode, momentOf, parseMoment, streamOf } from '@acta/domain';
import {
  type ChangesAxis,
  type GroupRecord,
  type Point,
  type Since,
  type SinceName,
  foldGroup,
  foldStream,
} from '@acta/projections';
import { type Invalid, invalid } from '../faults.js';
import type { Journal } from '../ports/event-store.js';
import { dateOf } from './point.js';
import type { Reader } from './reader.js';

/** The point since which changes are told, as it was resolved. */
export interface ResolvedSince extends Since, SinceName {
  /** What it is, in words: "position 40", "2020-12-31", "meeting 15", "report four-year/PP-18..PP-22", "Council 2019 (C-19)". */
  named: string;
}

/** What resolving needs: the journal for moments and positions, the reader for what may be seen. */
export interface SinceParts {
  journal: Pick<Journal, 'head' | 'positionAt' | 'recordedAt'>;
  reader: Reader;
}

/** From where to where: `to` is the second point, resolved. */
export interface SinceAsk {
  group: GroupCode;
  since: string;
  /** Absent: that of its form, as `resolveSince` says. */
  axis?: ChangesAxis;
  to: Point;
}

/**
 * Resolves what changes are told since:
 * - a position (digits alone): what the record held there, in force at its moment; axis `both`;
 * - `report:KIND/COVERS`, issued: the position and moment that it was frozen on; axis `both`;
 * - a month, day or instant: its end; axis `at`;
 * - `meeting:N`: the end of its last day; axis `at`;
 * - `session:CODE`, or the code alone, with or without its hyphen: the end of the day on which it closed, as the calendar
 *   has it (of one that has not closed by the record, on which it opened); axis `at`.
 *
 * The default is `at` for what is a moment of the world, since a record that was written up later held nothing by then. The
 * position of a moment is the last recorded by it.
 * @throws Invalid for what is not in the record, naming what there is, and for a point after `to`; NotFound for the group
 */
export function resolveSince(parts: SinceParts, { group, since, axis, to }: SinceAsk): ResolvedSince {
  const found = find(parts, group, since.trim(), to);
  const resolved = { ...found, axis: axis ?? found.axis };
  if (resolved.axis !== 'at' && resolved.position > to.position)
    throw reversed(`${found.named} is position ${String(found.position)}`, `position ${String(to.position)}`);
  if (resolved.axis !== 'as-of' && resolved.at > to.at)
    throw reversed(`${found.named} is ${new Date(found.at).toISOString()}`, new Date(to.at).toISOString());
  return resolved;
}

function reversed(since: string, to: string): Invalid {
  return invalid(
    'reversed-range',
    `changes are told from the earlier point to the later: ${since}, which comes after ${to}`,
    '/since',
  );
}

function find(parts: SinceParts, group: GroupCode, text: string, to: Point): ResolvedSince {
  if (/^\d{1,16}$/.test(text)) return atPosition(parts.journal, text);
  if (parseMoment(text) !== undefined)
    return atMoment(parts.journal, dateOf('/since', text).end, { kind: 'moment', name: text });
  const [, kind, rest = ''] = /^(meeting|report|session):(.*)$/s.exec(text) ?? [];
  if (kind === 'meeting') return atMeeting(parts, recordAt(parts, group, to), rest, group);
  if (kind === 'report') return atReport(recordAt(parts, group, to), rest, group);
  return atSession(parts, kind === undefined ? text : rest, to);
}

/** Whatever has taken effect or will: a meeting and a report are found even where they are to come. */
function recordAt({ reader }: SinceParts, group: GroupCode, { position }: Point): GroupRecord {
  return foldGroup(reader.group(group, position), Infinity);
}

function atPosition(journal: SinceParts['journal'], text: string): ResolvedSince {
  const position = Number(text);
  const { position: head } = journal.head();
  if (position > head)
    throw invalid(
      'beyond-head',
      `position ${text} is beyond the newest, which is ${String(head)}; a year is given with its month or day`,
      '/since',
    );
  const at = position === 0 ? 0 : journal.recordedAt(position);
  return resolvedAs({ kind: 'position', name: String(position) }, { position, at, axis: 'both' });
}

function atMoment(journal: SinceParts['journal'], at: number, of: SinceName): ResolvedSince {
  return resolvedAs(of, { position: journal.positionAt(at), at, axis: 'at' });
}

function resolvedAs({ kind, name }: SinceName, resolved: Since): ResolvedSince {
  const isNamedByKind = kind === 'position' || kind === 'meeting' || kind === 'report';
  return { kind, name, named: isNamedByKind ? `${kind} ${name}` : name, ...resolved };
}

function atMeeting(
  { journal }: SinceParts,
  { meetings }: GroupRecord,
  text: string,
  group: GroupCode,
): ResolvedSince {
  const meeting = /^[1-9]\d{0,8}$/.test(text) ? meetings.get(Number(text)) : undefined;
  const sitting = meeting?.status === 'cancelled' ? undefined : meeting?.sitting?.value;
  if (sitting === undefined) {
    const held = [...meetings].flatMap(([ordinal, { status, sitting: held }]) =>
      status === 'cancelled' || held === undefined ? [] : [String(ordinal)],
    );
    throw unknown(`meeting ${text} with a date in the record of ${group}`, held, 'meeting:');
  }
  return atMoment(journal, momentOf(sitting.to ?? sitting.from).end, { kind: 'meeting', name: text });
}

function atReport({ reports }: GroupRecord, text: string, group: GroupCode): ResolvedSince {
  const id = `${group}-${text.replace('/', '-')}`;
  const issue = reports.get(id)?.submitted?.value.issue;
  if (issue === undefined) {
    const issued = [...reports.values()].flatMap(({ submitted, kind, covers }) =>
      submitted?.value.issue === undefined || kind === undefined || covers === undefined
        ? []
        : [
            streamOf
              .report(group, kind, covers)
              .slice(`report-${group}-`.length)
              .replace(`${kind}-`, `${kind}/`),
          ],
    );
    throw unknown(`report ${text} of ${group} that was issued`, issued, 'report:');
  }
  const at = Date.parse(issue.at);
  return resolvedAs({ kind: 'report', name: text }, { position: issue.position, at, axis: 'both' });
}

function atSession({ journal, reader }: SinceParts, text: string, to: Point): ResolvedSince {
  const { sessions } = foldStream('calendar', reader.stream(streamOf.calendar(), to.position));
  const session = [...sessions].find(([code]) => plain(code) === plain(text))?.[1].value;
  if (session === undefined)
    throw unknown(
      `session ${text} in the calendar, and it is no date, position, meeting:N or report:KIND/COVERS`,
      [...sessions.keys()],
      'session:',
    );
  const { closes, opens, title } = session;
  const name = `${title} (${session.session})`;
  return atMoment(journal, momentOf(closes ?? opens).end, { kind: 'session', name });
}

/** C19 and C-19 are one session. */
function plain(code: SessionCode): string {
  return code.replaceAll('-', '').toUpperCase();
}

const SHOWN = 30;

function unknown(what: string, there: readonly string[], prefix: string): Invalid {
  const more = there.length > SHOWN ? `, and ${String(there.length - SHOWN)} more` : '';
  const list = there.slice(0, SHOWN).map((each) => `${prefix}${each}`);
  return invalid(
    'unknown-since',
    `there is no ${what.slice(0, 200)}; ${list.length === 0 ? 'there are none' : `there are ${list.join(', ')}${more}`}`,
    '/since',
  );
}
