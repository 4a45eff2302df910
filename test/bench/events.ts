/**
 * Finished events for the benchmark: about 1 KB each, admitted by the domain's rules (`proveValid`), and the same on
 * every run.
 */
import { type NewEvent, fullName, logNamed, toStore } from '@acta/application';
import {
  type ActDetails,
  type ActaEvent,
  type FinishedEvent,
  type GroupCode,
  type Text,
  dayOf,
  instantOf,
  schemaVersions,
  streamOf,
} from '@acta/domain';
import { type Random, randomFrom } from './random.js';

export const LOG = logNamed('main');

/** The period that every group's events lie in, with room on both sides. */
export const PERIOD = { from: 'PP-18', to: 'PP-22' } as const;
const FIRST = Date.UTC(2018, 10, 19);
const LAST = Date.UTC(2022, 8, 23);

/** An event with its place, ready for the store. */
export interface BenchEvent {
  finished: FinishedEvent;
  event: NewEvent;
  /** Revision that it gets, from 0. */
  revision: number;
}

/** What happens, before it is an event. */
type Draft = ActaEvent & ActDetails & { stream: string };
/** Tells the moment of the event that is being made. */
type Now = () => number;

const ACTOR = '01985a10-0000-7000-8000-00000000beef';

/** Makes finished events in order of recording, and counts each stream's revisions. */
export function createFinisher(seed: string): (draft: Draft, at: number) => BenchEvent {
  const random = randomFrom(seed);
  const revisions = new Map<string, number>();
  let position = 0;
  return ({ stream, type, data, ...details }, at) => {
    const revision = (revisions.get(stream) ?? -1) + 1;
    revisions.set(stream, revision);
    const commandId = random.uuid(at);
    const finished: FinishedEvent = {
      stream: fullName(LOG, stream),
      type,
      data,
      metadata: {
        ...details,
        id: random.uuid(at),
        schemaVersion: schemaVersions[type],
        recordedAt: instantOf(at),
        actor: ACTOR,
        assurance: 'authenticated',
        actingAs: { role: 'secretariat' },
        commandId,
        requestHash: random.base64url(32),
        part: [1, 1],
        judgedAt: position++,
        $correlationId: commandId,
        $causationId: commandId,
        nonce: random.base64url(16),
      },
    };
    return { finished, event: toStore(finished), revision };
  };
}

export interface JournalShape {
  groups: number;
  /** Events of each group; the calendar's few come first. */
  perGroup: number;
  /** Events that a group records before the next has its turn. */
  burst: number;
}

/** Codes of the groups: the first is the same, act by act, in a journal of any size. */
export const groupCode = (index: number): GroupCode => `CWG-B${String(index + 1)}`;

/**
 * A whole journal, in which the groups take turns. In bursts of one event, each group is spread evenly over it, which is
 * what reading one group from a file suffers most from; in bursts of some hundred, it lies as meetings are written up.
 */
export function* journalEvents({ groups, perGroup, burst }: JournalShape): Generator<BenchEvent, void> {
  const finish = createFinisher('journal');
  const sessions = calendar();
  const total = sessions.length + groups * perGroup;
  let made = 0;
  const now: Now = () => FIRST + Math.floor((made / total) * (LAST - FIRST));
  for (const session of sessions) {
    yield finish(session, now());
    made++;
  }
  const lives = Array.from({ length: groups }, (_, i) => groupLife(groupCode(i), now));
  for (let turn = 0; turn < perGroup; turn += burst)
    for (const life of lives)
      for (let i = turn; i < Math.min(turn + burst, perGroup); i++) {
        yield finish(life.next().value, now());
        made++;
      }
}

/** Outcomes for appends whose meaning does not matter: `streams` meetings, in turn. */
export function* outcomesInTurn(streams: number, series: string): Generator<BenchEvent, never> {
  const random = randomFrom(series);
  const finish = createFinisher(series);
  for (let i = 0; ; i++) {
    const stream = streamOf.meeting(`BENCH-${series}`, (i % streams) + 1);
    yield finish({ stream, ...outcome(random, Math.floor(i / streams) + 1) }, LAST + i);
  }
}

/** The first events of one meeting: planned, opened, its contributions and outcomes. */
export function meetingOf(events: number, ordinal: number): BenchEvent[] {
  const finish = createFinisher(`meeting-${String(ordinal)}`);
  const group = groupCode(0);
  let made = 0;
  const now: Now = () => FIRST + ordinal * 86_400_000 + made * 1000;
  const life = meetingLife(group, ordinal, randomFrom(`life-${String(ordinal)}`), now);
  const meeting: BenchEvent[] = [];
  for (const draft of life) {
    if (draft.stream !== streamOf.meeting(group, ordinal)) continue;
    meeting.push(finish(draft, now()));
    if (++made === events) return meeting;
  }
  throw new RangeError(
    `a meeting of the benchmark has ${String(made)} events; ${String(events)} were asked for`,
  );
}

function calendar(): Draft[] {
  const enter = (
    session: string,
    kind: 'plenipotentiary' | 'council',
    opens: string,
    closes: string,
  ): Draft => ({
    stream: streamOf.calendar(),
    type: 'session-entered',
    data: {
      session,
      kind,
      title: `${kind === 'council' ? 'Council' : 'Conference'} ${opens.slice(0, 4)}`,
      opens,
      closes,
    },
  });
  return [
    enter('PP-18', 'plenipotentiary', '2018-10-29', '2018-11-16'),
    enter('C-19', 'council', '2019-06-10', '2019-06-20'),
    enter('C-20', 'council', '2020-06-09', '2020-06-19'),
    enter('C-21', 'council', '2021-06-08', '2021-06-18'),
    enter('C-22', 'council', '2022-03-21', '2022-03-31'),
    enter('PP-22', 'plenipotentiary', '2022-09-26', '2022-10-14'),
  ];
}

/** A group's acts without end: it is established, then holds meeting after meeting. */
function* groupLife(group: GroupCode, now: Now): Generator<Draft, never> {
  const random = randomFrom(group);
  const stream = streamOf.group(group);
  const name = english(`Council Working Group ${group}`);
  yield { stream, type: 'group-established', data: { group, acronym: group, name, parent: 'Council' } };
  const instrument = { body: 'PP', kind: 'Resolution', number: '179', revision: 'Rev. Dubai, 2018' } as const;
  yield {
    stream,
    type: 'mandate-amended',
    data: { change: 'adopted', instrument, title: prose(random, 12) },
  };
  const clauses = Array.from({ length: 6 }, (_, i) => ({ number: String(i + 1), text: prose(random, 25) }));
  yield { stream, type: 'terms-of-reference-set', data: { version: '2018', by: instrument, clauses } };
  yield { stream, type: 'participation-set', data: { openTo: ['Member States', 'Sector Members'] } };
  yield {
    stream: streamOf.report(group, 'four-year', { period: PERIOD }),
    type: 'report-drafted',
    data: {
      group,
      kind: 'four-year',
      covers: { period: PERIOD },
      forum: 'Council 2022',
      recommendations: [
        {
          number: '3.1',
          kind: 'recommendation',
          addressee: 'Council',
          text: prose(random, 40),
          reasons: [prose(random, 30)],
        },
      ],
    },
  };
  for (let ordinal = 1; ; ordinal++) yield* meetingLife(group, ordinal, random, now);
}

const CONTRIBUTIONS = 30;
const OUTCOMES = 20;
const COUNTRIES = ['BR', 'CH', 'EG', 'FR', 'IN', 'JP', 'KE', 'SA', 'TH', 'US'];

/** One meeting, about 150 events: its papers, its sitting, the writing-up weeks after, what followed. */
function* meetingLife(group: GroupCode, ordinal: number, random: Random, now: Now): Generator<Draft, void> {
  const stream = streamOf.meeting(group, ordinal);
  const documentSeries = `${group}-${String(ordinal)}`;
  const held = { from: dayOf(now() + 86_400_000), place: 'Geneva', mode: 'hybrid' } as const;
  yield { stream, type: 'meeting-planned', data: { group, ordinal, held, documentSeries } };
  const items = Array.from({ length: 8 }, (_, i) => ({ number: String(i + 1), title: prose(random, 8) }));
  yield { stream, type: 'agenda-set', data: { items } };
  const numbers = Array.from({ length: CONTRIBUTIONS }, (_, i) => `${documentSeries}/${String(i + 1)}`);
  for (const number of numbers) {
    const country = random.pick(COUNTRIES);
    const sources = [{ name: `Administration of ${country}`, country }];
    const data = {
      number,
      title: prose(random, 10),
      sources,
      abstract: prose(random, 60),
      publication: 'public',
    } as const;
    yield { stream, type: 'contribution-submitted', data };
  }
  yield { stream, type: 'meeting-opened', data: {} };
  const opened = dayOf(now());
  yield { stream, type: 'chair-recorded', data: { as: 'the Chair' } };
  for (const number of numbers)
    yield {
      stream,
      type: 'contribution-presented',
      data: { number, by: 'the Administration that submitted it' },
    };
  for (let i = 1; i <= OUTCOMES; i++)
    yield {
      stream,
      ...outcome(random, i),
      ...(i % 2 === 0 ? { effectiveAt: opened, datedBy: 'meeting' } : {}),
    };
  for (const number of numbers)
    yield {
      stream,
      type: 'contribution-disposed-of',
      data: { number, disposal: 'as-worded', words: prose(random, 30) },
    };
  yield* writingUp(stream, items, random);
  yield* liaisonLife(group, ordinal, random);
}

function* writingUp(
  stream: string,
  items: readonly { number: string }[],
  random: Random,
): Generator<Draft, void> {
  const count = { count: 120 + random.below(60), qualifier: 'more-than' } as const;
  yield { stream, type: 'count-recorded', data: { of: 'participants', count } };
  for (let ordinal = 3; ordinal <= OUTCOMES; ordinal += 4)
    yield { stream, type: 'outcome-revised', data: { ordinal, text: prose(random, 70) } };
  for (const { number } of items)
    yield { stream, type: 'narrative-recorded', data: { item: number, text: prose(random, 90) } };
  yield { stream, type: 'meeting-closed', data: {} };
  yield { stream, type: 'meeting-written-up', data: {} };
  for (let ordinal = 5; ordinal <= OUTCOMES; ordinal += 5) {
    const data = { ordinal, class: 'editorial', text: prose(random, 70), approvedBy: 'the Chair' } as const;
    yield { stream, type: 'outcome-amended', reason: words(random, 20), data };
    yield { stream, type: 'outcome-followed-up', data: { ordinal, followUp: prose(random, 30) } };
  }
}

function* liaisonLife(group: GroupCode, meeting: number, random: Random): Generator<Draft, void> {
  const stream = streamOf.liaison(group, 'o', meeting);
  const addressee = 'Study Group 17';
  const addressees = [{ name: addressee, purpose: { code: 'action' }, deadline: '2022-01-31' } as const];
  yield {
    stream,
    type: 'liaison-statement-drafted',
    data: {
      group,
      ordinal: meeting,
      meeting,
      addressees,
      subject: prose(random, 10),
      body: prose(random, 100),
    },
  };
  yield { stream, type: 'liaison-statement-approved', data: { by: 'the group' } };
  yield { stream, type: 'liaison-statement-sent', data: {} };
  const data = { addressee, response: 'action-taken', words: prose(random, 30) } as const;
  yield { stream, type: 'liaison-response-recorded', data };
}

function outcome(random: Random, ordinal: number): Extract<ActaEvent, { type: 'outcome-recorded' }> {
  return {
    type: 'outcome-recorded',
    data: {
      ordinal,
      text: prose(random, 55),
      attribution: { as: 'the Chair', kind: 'chair' },
      verb: { as: 'encouraged', code: 'encouraged' },
      addressees: ['the membership'],
    },
  };
}

const english = (text: string): Text => ({ language: 'en', text });
const prose = (random: Random, count: number): Text => english(words(random, count));

const WORDS = (
  'the group encouraged membership to share national experience on protection of children online with ' +
  'study groups and asked secretariat for progress before next session of Council taking into account ' +
  'guidelines capacity building awareness statistics indicators helplines parents educators industry policy'
).split(' ');

function words(random: Random, count: number): string {
  let text = random.pick(WORDS);
  for (let i = 1; i < count; i++) text += ` ${random.pick(WORDS)}`;
  return `${text}.`;
}
