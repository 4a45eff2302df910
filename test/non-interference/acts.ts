import type { Classification, Command } from '@acta/domain';
import { createHash } from 'node:crypto';
import { Dice } from '@acta/testing/dice';
import { OTHER, OWN, type Side, type Twins, documents } from './twins.js';

const PUBLIC_WORDS = ['alpine', 'broadband', 'children'] as const;
const HIDDEN_WORDS = ['secret', 'quarrel', 'broadband', 'children'] as const;
const COUNTRIES = ['EG', 'SA', 'RO'] as const;
const STREAMS = ['meeting-CWG-COP-20', 'meeting-CWG-COP-21', 'meeting-CWG-OTH-20'] as const;
const letters = { public: '', members: 'M-', states: 'S-', draft: 'D-' } as const;

const text = (words: string) => ({ language: 'en', text: words });

/** A document's reference, as an act names it. */
export function documentRef(index: number): { sha256: string; size: number; mediaType: string } {
  const bytes = documents[index % documents.length] ?? '';
  return {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    size: bytes.length,
    mediaType: 'text/plain',
  };
}

type Hidden = Exclude<Classification, 'public'>;

/** A group, and what is hidden there from whoever watches. */
interface Place {
  group: string;
  levels: readonly [Hidden, ...Hidden[]];
}

/** The groups in which something is hidden from whoever watches. */
function hiddenPlaces({ watcher: { hidden } }: Twins): [Place, ...Place[]] {
  const [first, ...others] = hidden[OTHER];
  const here = { group: OWN, levels: hidden[OWN] };
  return first === undefined ? [here] : [here, { group: OTHER, levels: [first, ...others] }];
}

/** Something hidden happens on each side, at the same position and moment: each side's own, and of its own kind. */
export async function hiddenAct(twins: Twins, throws: readonly [Dice, Dice]): Promise<void> {
  const turn = twins.next();
  const position = twins.sides[0].acta.journal.head().position;
  await Promise.all(twins.sides.map((side, i) => happen(twins, side, throws[i as 0 | 1], turn)));
  if (twins.head() !== position + 1) throw new Error('something hidden must take one position');
}

async function happen(twins: Twins, side: Side, dice: Dice, turn: number): Promise<void> {
  const first = await dice.one(HIDDEN_MOVES)(twins, side, dice);
  if (first !== undefined && (await give(side, first, turn))) return;
  const entering = await enter(twins, side, dice);
  if (!(await give(side, entering, turn))) throw new Error('a contribution can always be submitted');
}

/** A command on something hidden, and what is known of it once it is recorded. */
interface Move {
  command: Command;
  done?: () => void;
}

async function give(side: Side, { command, done }: Move, turn: number): Promise<boolean> {
  const receipt = await side.give(command, turn);
  if (receipt?.outcome !== 'written') return false;
  for (const { id } of receipt.events) side.acts.push({ id, stream: receipt.stream });
  done?.();
  return true;
}

/** Dates that put other acts of the day after them, or before. */
function dated(dice: Dice): { effectiveAt?: string } {
  const on = dice.one([
    undefined,
    undefined,
    '2027-03-01',
    '2027-03-01T09:30:00.000Z',
    '2027-03-01T23:00:00.000Z',
  ]);
  return on === undefined ? {} : { effectiveAt: on };
}

/** Puts a document in, on one side alone. */
async function put({ acta }: Side, index: number): Promise<ReturnType<typeof documentRef>> {
  await acta.blobs.put(Buffer.from(documents[index] ?? ''));
  return documentRef(index);
}

async function enter(twins: Twins, side: Side, dice: Dice): Promise<Move> {
  const { group, levels } = dice.one(hiddenPlaces(twins));
  const classification = dice.one(levels);
  const stream = `meeting-${group}-20`;
  const number = `${group}-20/${letters[classification]}${String(++side.entered)}`;
  return {
    command: {
      type: 'submit-contribution',
      stream,
      data: {
        number,
        classification,
        title: text(`${dice.one(HIDDEN_WORDS)} ${String(dice.below(9))}`),
        sources: [{ name: 'Somebody', country: dice.one(COUNTRIES) }],
        ...(dice.once(2) ? { document: await put(side, dice.below(2)) } : {}),
      },
      ...dated(dice),
    },
    done: () => void side.contributions.push({ stream, number, classification, revisions: 0 }),
  };
}

async function state(twins: Twins, side: Side, dice: Dice): Promise<Move> {
  const { group, levels } = dice.one(hiddenPlaces(twins));
  const classification = dice.one(levels);
  const ordinal = 100 + ++side.entered;
  const incoming = dice.once(2);
  const id = `${group}-${incoming ? 'i' : 'o'}-${String(ordinal)}`;
  return {
    command: {
      type: incoming ? 'receive-liaison-statement' : 'draft-liaison-statement',
      data: {
        group,
        ordinal,
        meeting: 20,
        classification,
        addressees: [{ name: 'Council', purpose: { code: 'action' }, deadline: '2027-02-15' }],
        subject: text(dice.one(HIDDEN_WORDS)),
        ...(dice.once(2) ? { inReplyTo: dice.one([`${OWN}-o-11`, `${OWN}-i-11`]) } : {}),
        ...(dice.once(3) ? { attachments: [await put(side, dice.below(2))] } : {}),
      },
    },
    done: () => void side.statements.push({ stream: `liaison-${id}`, id, classification }),
  };
}

function revise(_twins: Twins, side: Side, dice: Dice): Move | undefined {
  const about = dice.pick(side.contributions);
  if (about === undefined) return undefined;
  const { stream, number } = about;
  const revisedAs = `${number} Rev.${String(++about.revisions)}`;
  return {
    command: {
      type: 'revise-contribution',
      stream,
      data: { number, revisedAs, title: text(dice.one(HIDDEN_WORDS)) },
    },
  };
}

function handle(_twins: Twins, side: Side, dice: Dice): Move | undefined {
  const about = dice.pick(side.contributions);
  if (about === undefined) return undefined;
  const { stream, number } = about;
  const [type, more] = dice.one<[Command['type'], object]>([
    ['present-contribution', {}],
    ['withdraw-contribution', {}],
    ['dispose-of-contribution', { disposal: 'noted' }],
    ['carry-over-contribution', { to: 21 }],
  ]);
  return { command: { type, stream, data: { number, ...more }, ...dated(dice), reason: 'as it is' } };
}

function reclassify(twins: Twins, side: Side, dice: Dice): Move | undefined {
  const contribution = dice.once(2);
  const about = contribution ? dice.pick(side.contributions) : dice.pick(side.statements);
  if (about === undefined) return undefined;
  const { hidden } = twins.watcher;
  const levels = about.stream.includes(OTHER) ? hidden[OTHER] : hidden[OWN];
  const others = levels.filter((level) => level !== about.classification);
  const classification = dice.pick(others);
  if (classification === undefined) return undefined;
  const named = 'number' in about ? { number: about.number } : {};
  return {
    command: {
      type: contribution ? 'classify-contribution' : 'classify-liaison-statement',
      stream: about.stream,
      data: { ...named, classification },
    },
    done: () => void (about.classification = classification),
  };
}

function handleStatement(_twins: Twins, side: Side, dice: Dice): Move | undefined {
  const about = dice.pick(side.statements);
  if (about === undefined) return undefined;
  const { stream } = about;
  const [type, data] = dice.one<[Command['type'], Command['data']]>([
    ['revise-liaison-statement', { subject: text(dice.one(HIDDEN_WORDS)) }],
    ['approve-liaison-statement', { by: 'the meeting' }],
    ['send-liaison-statement', {}],
    ['withdraw-liaison-statement', {}],
    ['record-liaison-response', { addressee: 'Council', response: 'acknowledged' }],
  ]);
  return { command: { type, stream, data, reason: 'as it is' } };
}

function correct(_twins: Twins, side: Side, dice: Dice): Move | undefined {
  const about = dice.pick(side.acts);
  if (about === undefined) return undefined;
  const { id, stream } = about;
  return dice.once(2)
    ? { command: { type: 'void-act', stream, data: { act: id }, reason: 'entered in error' } }
    : {
        command: {
          type: 'redate-act',
          stream,
          data: { act: id, effectiveAt: '2027-02-20' },
          reason: 'misdated',
        },
      };
}

/** A link to clauses of something hidden: it is recorded in the group's stream, which all may see. */
function linkToClauses(_twins: Twins, side: Side, dice: Dice): Move | undefined {
  const contribution = dice.pick(side.contributions.filter(({ stream }) => stream.includes(OWN)));
  const statement = dice.pick(side.statements.filter(({ stream }) => stream.includes(OWN)));
  const ref =
    contribution === undefined
      ? statement && `liaison-statements/${statement.id.slice(OWN.length + 1)}`
      : `meetings/20/contributions/${contribution.number}`;
  if (ref === undefined) return undefined;
  return {
    command: { type: 'link-to-clauses', stream: `group-${OWN}`, data: { ref, clauses: [] }, reason: 'read' },
  };
}

type HiddenMove = (twins: Twins, side: Side, dice: Dice) => Promise<Move> | Move | undefined;

const HIDDEN_MOVES: readonly [HiddenMove, ...HiddenMove[]] = [
  enter,
  enter,
  state,
  revise,
  handle,
  reclassify,
  handleStatement,
  linkToClauses,
  correct,
];

/** Dice that never tie anything to what is hidden. */
const NO_TIE = new Dice([0]);

/** Something happens that all may see; each side may tie it to what is hidden in it, which nobody may see. */
export async function openAct(
  twins: Twins,
  rolls: readonly number[],
  ties: readonly [Dice, Dice],
): Promise<void> {
  const turn = twins.next();
  const give = (side: Side, tie: Dice): ReturnType<Side['give']> => {
    const dice = new Dice(rolls);
    return side.give(dice.one(OPEN_ACTS)(twins, dice, side, tie), turn);
  };
  const receipts = await Promise.all(
    twins.sides.map(
      // What is hidden may have been voided meanwhile: then this side ties it to nothing.
      async (side, i) => (await give(side, ties[i as 0 | 1])) ?? give(side, NO_TIE),
    ),
  );
  const [one, other] = receipts.map((receipt) => receipt?.outcome);
  if (one !== other)
    throw new Error(
      `what all may see was ${String(one)} here and ${String(other)} there: ${JSON.stringify(rolls)}`,
    );
  twins.head();
}

type OpenAct = (twins: Twins, dice: Dice, side: Side, tie: Dice) => Command;

/** Links to what all may see, and to something hidden or to nothing more. */
function links(dice: Dice, side: Side, tie: Dice, stream: string): { links?: object } {
  const contributions = [
    ...(dice.once(2) ? [stream.replace('meeting-', '') + '/1'] : []),
    ...(tie.once(2) ? side.contributions.filter((each) => each.stream === stream).slice(0, 1) : []).map(
      ({ number }) => number,
    ),
  ];
  const liaisonStatements = [
    ...(dice.once(2) ? [`${OWN}-o-11`] : []),
    ...(tie.once(2) ? side.statements.slice(0, 1) : []).map(({ id }) => id),
  ];
  const kept = {
    ...(contributions.length === 0 ? {} : { contributions }),
    ...(liaisonStatements.length === 0 ? {} : { liaisonStatements }),
  };
  return Object.keys(kept).length === 0 ? {} : { links: kept };
}

const OPEN_ACTS: readonly [OpenAct, ...OpenAct[]] = [
  (twins, dice) => ({
    type: 'submit-contribution',
    stream: dice.one(STREAMS),
    data: {
      title: text(`${dice.one(PUBLIC_WORDS)} ${String(twins.turn)}`),
      sources: [{ name: 'Romania', country: dice.one(COUNTRIES) }],
    },
  }),
  (twins, dice, side, tie) => {
    const stream = dice.one(STREAMS);
    return {
      type: 'record-outcome',
      stream,
      data: { ordinal: twins.turn, text: text(dice.one(PUBLIC_WORDS)), ...links(dice, side, tie, stream) },
    };
  },
  (twins, dice, side, tie) => {
    const stream = dice.one(STREAMS);
    return {
      type: 'revise-outcome',
      stream,
      data: {
        ordinal: 1,
        text: text(`${dice.one(PUBLIC_WORDS)} ${String(twins.turn)}`),
        ...links(dice, side, tie, stream),
      },
    };
  },
  (twins, dice, side, tie) => {
    const stream = dice.one(STREAMS);
    return {
      type: 'amend-outcome',
      stream,
      data: {
        ordinal: 1,
        class: 'editorial',
        text: text(`now ${String(twins.turn)}`),
        ...links(dice, side, tie, stream),
      },
      reason: 'a word',
    };
  },
  (twins, dice, side, tie) => {
    const hidden = tie.once(2) ? side.statements[0]?.id : undefined;
    return {
      type: 'draft-liaison-statement',
      data: {
        group: OWN,
        ordinal: twins.turn,
        meeting: 20,
        addressees: [{ name: 'ITU-D' }],
        subject: text(dice.one(PUBLIC_WORDS)),
        ...(hidden === undefined ? {} : { inReplyTo: hidden }),
      },
    };
  },
  (twins, _dice, side, tie) => {
    const hidden = tie.once(2) ? side.statements[0]?.id : undefined;
    return {
      type: 'record-liaison-response',
      stream: `liaison-${OWN}-o-11`,
      data: {
        addressee: 'ITU-T',
        response: 'acknowledged',
        words: text(String(twins.turn)),
        ...(hidden === undefined ? {} : { reply: hidden }),
      },
    };
  },
  (_twins, dice) => ({
    type: 'classify-contribution',
    stream: 'meeting-CWG-COP-20',
    data: { number: 'CWG-COP-20/1', classification: dice.one(['draft', 'public', 'public']) },
  }),
  (_twins, dice) => ({
    type: 'record-narrative',
    stream: dice.one(STREAMS),
    data: { item: '1', text: text(dice.one(PUBLIC_WORDS)) },
    effectiveAt: '2027-03-01',
    reason: 'noted',
  }),
  () => ({ type: 'close-meeting', stream: 'meeting-CWG-COP-21', data: {} }),
  () => ({ type: 'write-up-meeting', stream: 'meeting-CWG-COP-21', data: {} }),
  () => ({ type: 'adopt-report', stream: 'report-CWG-COP-annual-21', data: {} }),
  () => ({ type: 'submit-report', stream: 'report-CWG-COP-annual-21', data: { to: 'Council' } }),
];

/** An act that a feed brings to whoever reads it: once it has come, all before it has. */
export async function beacon(twins: Twins): Promise<number> {
  const turn = twins.next();
  const command: Command = {
    type: 'record-count',
    stream: 'meeting-CWG-COP-20',
    data: { of: 'participants', category: `turn ${String(turn)}`, count: { count: 1, qualifier: 'exact' } },
  };
  for (const side of twins.sides) await side.give(command, turn);
  return twins.head();
}
