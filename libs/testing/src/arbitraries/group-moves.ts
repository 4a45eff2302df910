import { streamOf } from '@acta/domain';
import { idOf } from '../given.js';
import { GROUP, type Move, type Timeline, noteDate, stepDate, words } from './world.js';

const stream = streamOf.group(GROUP);
const INSTRUMENT = { body: 'PP', kind: 'Resolution', number: '179' } as const;

export const renameGroup: Move = ({ group }, dice) => ({
  type: 'rename-group',
  stream,
  data: { acronym: dice.one(['CWG-COP', 'WG-CP', 'GTC-COP']), name: words(dice) },
  ...noteDate(group, dice),
});

export const setParticipation: Move = ({ group }, dice) => ({
  type: 'set-participation',
  stream,
  data: { openTo: ['Member States', 'Sector Members', 'all stakeholders'].slice(0, 1 + dice.below(3)) },
  ...noteDate(group, dice),
});

export const amendMandate: Move = ({ group }, dice) => {
  const abrogated = group.adopted && dice.once(6);
  const change = abrogated ? 'abrogated' : group.adopted ? 'revised' : 'adopted';
  group.adopted = !abrogated;
  const revision = dice.one(['Rev. Busan, 2014', 'Rev. Dubai, 2018', 'Rev. Bucharest, 2022']);
  return {
    type: 'amend-mandate',
    stream,
    data: { change, instrument: { ...INSTRUMENT, ...(change === 'revised' ? { revision } : {}) } },
    ...stepDate(group, dice),
  };
};

export const setTermsOfReference: Move = ({ group }, dice) => ({
  type: 'set-terms-of-reference',
  stream,
  data: {
    version: String(2009 + dice.below(14)),
    clauses: ['1.1', '1.2', '2'].slice(0, 1 + dice.below(3)).map((number) => ({ number, text: words(dice) })),
  },
  ...noteDate(group, dice),
});

/** Of whatever was planned, to clauses of which the terms at that moment may have fewer: a rule refuses some. */
export const linkToClauses: Move = ({ meetings, liaison }, dice) => {
  const subjects: (readonly [ref: string, timeline: Timeline])[] = [
    ...meetings.flatMap((meeting) => {
      const outcomes = meeting.outcomes.map(({ ordinal }) => `outcomes/${ordinal}`);
      const contributions = meeting.contributions.map(({ number }) => `contributions/${number}`);
      return [...outcomes, ...contributions].map(
        (path) => [`meetings/${meeting.ordinal}/${path}`, meeting] as const,
      );
    }),
    ...liaison.map((each) => [`liaison-statements/${each.id.slice(GROUP.length + 1)}`, each] as const),
  ];
  const subject = dice.pick(subjects);
  if (subject === undefined) return undefined;
  const [ref, timeline] = subject;
  const clauses = ['1.1', '1.2', '2'].slice(0, dice.below(3));
  return { type: 'link-to-clauses', stream, data: { ref, clauses }, ...noteDate(timeline, dice) };
};

export const setWorkingMethods: Move = ({ group }, dice) => ({
  type: 'set-working-methods',
  stream,
  data: { contributionDeadlineDays: 7 + dice.below(14) },
  ...noteDate(group, dice),
});

/** Chairs follow one another in terms of four years, some with no end recorded; vice-chairs come at any time. */
export const appointOfficer: Move = ({ group }, dice) => {
  const n = ++group.appointments;
  const chair = group.openChair === undefined && dice.below(3) < 2;
  const year = group.nextTerm;
  const open = dice.once(2);
  const appointment = `${chair ? 'chair' : 'vice-chair'}-${n}`;
  if (chair) {
    group.nextTerm += 4;
    if (open) group.openChair = appointment;
  }
  return {
    type: 'appoint-officer',
    stream,
    data: {
      appointment,
      office: chair ? 'chair' : 'vice-chair',
      person: { subject: idOf(70_000 + dice.below(4)), name: `the holder of ${appointment}` },
      from: `${year}-01-01`,
      ...(open ? {} : { to: `${year + 3}-12-31` }),
    },
    ...stepDate(group, dice),
  };
};

export const releaseOfficer: Move = ({ group }, dice) => {
  const appointment = group.openChair;
  if (appointment === undefined) return undefined;
  delete group.openChair;
  return {
    type: 'release-officer',
    stream,
    data: { appointment, to: `${group.nextTerm - 1}-12-31` },
    ...stepDate(group, dice),
  };
};

export const renewGroup: Move = ({ group }, dice) => ({
  type: 'renew-group',
  stream,
  data: { session: dice.one(['PP-10', 'PP-14', 'PP-18', 'PP-22']) },
  ...noteDate(group, dice),
});

/** Rare, and now: most that comes after takes effect before it. */
export const terminateGroup: Move = (_, dice) =>
  dice.once(4) ? { type: 'terminate-group', stream, data: { session: 'PP-22' } } : undefined;

export const enterSession: Move = ({ sessions }, dice) => {
  const year = 19 + dice.below(10);
  const session = `C-${year}`;
  const known = sessions.includes(session);
  if (!known) sessions.push(session);
  const days = {
    opens: `20${year}-06-${String(1 + dice.below(9)).padStart(2, '0')}`,
    closes: `20${year}-06-20`,
  };
  return {
    type: known ? 'revise-session' : 'enter-session',
    stream: streamOf.calendar(),
    data: known ? { session, ...days } : { session, kind: 'council', title: `Council 20${year}`, ...days },
  };
};

export const cancelSession: Move = ({ sessions }, dice) => {
  const session = dice.pick(sessions.filter((code) => code.startsWith('C-')));
  if (session === undefined) return undefined;
  sessions.splice(sessions.indexOf(session), 1);
  return { type: 'cancel-session', stream: streamOf.calendar(), data: { session } };
};
