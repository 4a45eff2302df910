import {
  type ActaEvents,
  type Act,
  type LiaisonEvents,
  type LiaisonState,
  type MeetingEvents,
  type Recorded,
  type ReportEvents,
  type StreamName,
  deciders,
  parseStream,
} from '@acta/domain';
import { pathOf } from '../subjects.js';
import { repliesTo } from '../views/liaison-statement.js';
import { listedContribution, listedMeeting, listedOutcome, listedReport, listedStatement } from './listed.js';
import type { ListedSubject } from './subject.js';

/** An act with the stream that it is in. */
export interface ThreadAct {
  stream: string;
  key: number;
  position: number;
  act: Act<ActaEvents>;
}

/**
 * How the streams of a scope come apart into threads, one a listed subject: what a thread's acts say can be folded
 * without any other, which is what keeps an append cheap.
 */
export interface Threads {
  /** The threads that an event's act belongs to. Takes note of what the event names. */
  of(event: Recorded): readonly string[];
  /** The threads whose acts a listed thread is folded from, itself among them. */
  readBy(thread: string): readonly string[];
  /** The listed threads to look at when an act of these threads came or went; `all` are those known. */
  readersOf(threads: readonly string[], all: Iterable<string>): Iterable<string>;
  /** A fresh fold of a listed thread. */
  folding(thread: string): ThreadFolding;
}

interface ThreadFolding {
  evolve(act: ThreadAct): void;
  /** What lists show now; undefined while the subject is not in the record. */
  listed(): ListedSubject | undefined;
}

/** @param stream any stream of a scope */
export function threadsOf(stream: string): Threads {
  const name = parseStream(stream);
  switch (name?.aggregate) {
    case 'meeting':
      return meetingThreads(name);
    case 'liaison':
      return liaisonThreads(name.group);
    case 'report':
      return reportThreads(name);
    case 'group':
    case 'calendar':
    case 'person':
    case undefined:
      throw new RangeError(
        `the subjects of ${stream} are not listed; a meeting's, a report's or a liaison statement's are`,
      );
  }
}

/**
 * The steps of a meeting's life: being written up issues its outcomes, those recorded after included, so each outcome is
 * folded from them too.
 */
const STEPS = 'steps';
const LIFE = '';

function meetingThreads({ group, ordinal }: Extract<StreamName, { aggregate: 'meeting' }>): Threads {
  const isOutcome = (thread: string) => thread.startsWith('outcomes/');
  const isOwn = (path: string) => isOutcome(path) || path.startsWith('contributions/');
  return {
    of: (event) => {
      if (event.type.startsWith('meeting-')) return [LIFE, STEPS];
      const path = pathOf('meeting', event);
      return [isOwn(path) ? path : LIFE];
    },
    readBy: (thread) => (isOutcome(thread) ? [thread, STEPS] : [thread]),
    readersOf: (threads, all) => (threads.includes(STEPS) ? [LIFE, ...[...all].filter(isOutcome)] : threads),
    folding: (thread) => {
      const state = deciders.meeting.initial();
      const key = thread.slice(thread.indexOf('/') + 1);
      return {
        evolve: ({ act }) => deciders.meeting.evolve(state, act as Act<MeetingEvents>),
        listed: () => {
          if (thread === LIFE)
            return state.status === 'unknown' ? undefined : listedMeeting(group, ordinal, state);
          const outcome = isOutcome(thread) ? state.outcomes.get(Number(key)) : undefined;
          if (outcome !== undefined) return listedOutcome(group, ordinal, outcome);
          const contribution = state.contributions.get(key);
          return contribution && listedContribution(group, ordinal, contribution);
        },
      };
    },
  };
}

function liaisonThreads(group: string): Threads {
  /** Statement → the streams that have named it as what they answer. */
  const answers = new Map<string, Set<string>>();
  const names = new Map<string, Set<string>>();
  return {
    of: (event) => {
      if (typeof event.data === 'object' && event.data !== null && 'inReplyTo' in event.data) {
        const answered = `liaison-${String(event.data.inReplyTo)}`;
        add(answers, answered, event.stream);
        add(names, event.stream, answered);
      }
      return [event.stream];
    },
    readBy: (thread) => [...new Set([thread, ...(answers.get(thread) ?? [])])],
    readersOf: ([thread = '']) => new Set([thread, ...(names.get(thread) ?? [])]),
    folding: (thread) => {
      const states = new Map<string, LiaisonState>();
      const id = thread.slice('liaison-'.length);
      return {
        evolve: ({ stream, act }) => {
          const of = stream.slice('liaison-'.length);
          const state = states.get(of) ?? deciders.liaison.initial();
          states.set(of, state);
          deciders.liaison.evolve(state, act as Act<LiaisonEvents>);
        },
        listed: () => {
          const state = states.get(id);
          return state === undefined || state.status === 'unknown'
            ? undefined
            : listedStatement(group, id.slice(group.length + 1), state, repliesTo(id, states));
        },
      };
    },
  };
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([value]));
  else known.add(value);
}

function reportThreads({ group, kind, covers }: Extract<StreamName, { aggregate: 'report' }>): Threads {
  return {
    of: () => [LIFE],
    readBy: () => [LIFE],
    readersOf: () => [LIFE],
    folding: () => {
      const state = deciders.report.initial();
      return {
        evolve: ({ act }) => deciders.report.evolve(state, act as Act<ReportEvents>),
        listed: () => (state.status === 'unknown' ? undefined : listedReport(group, kind, covers, state)),
      };
    },
  };
}
