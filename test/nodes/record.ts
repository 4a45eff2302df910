import { randomUUID } from 'node:crypto';
import type { Caller, Posting } from './callers.js';

export const GROUP = 'CWG-NODES';
/** Meetings that share the load which is not on the hot one. */
export const SPREAD = 20;
/** The meeting that half of the load is on. */
export const HOT = SPREAD + 1;
/** Where one outcome is revised over and over. */
export const CHAIN = SPREAD + 2;
/** Where single acts are tried. */
export const TRIALS = SPREAD + 3;

const text = (words: string) => ({ language: 'en', text: words });
const past = { effectiveAt: '2026-01-01', provenance: { document: 'the trial' } };

export const meetingPath = (meeting: number): string => `/groups/${GROUP}/meetings/${String(meeting)}`;
export const outcomePath = (meeting: number, ordinal: number): string =>
  `${meetingPath(meeting)}/outcomes/${String(ordinal)}`;

/** Brings the group and its meetings, all open, into the record. */
export async function establish(caller: Caller): Promise<void> {
  await caller.insist(
    {
      path: '/groups',
      body: { ...past, effectiveAt: '2025-01-01', group: GROUP, acronym: GROUP, name: text('A group') },
      backfill: true,
    },
    0,
  );
  for (let ordinal = 1; ordinal <= TRIALS; ordinal++)
    await caller.insist(
      {
        path: `/groups/${GROUP}/meetings`,
        body: { ...past, ordinal, held: { from: '2026-01-01' }, state: 'opened' },
        backfill: true,
      },
      0,
    );
}

/** Acts that each bring something new into a meeting; no two get one number. */
export function createActs() {
  const ordinals = new Map<number, number>();

  function outcome(meeting: number): Posting {
    const ordinal = (ordinals.get(meeting) ?? 0) + 1;
    ordinals.set(meeting, ordinal);
    return {
      path: `${meetingPath(meeting)}/outcomes`,
      body: { ordinal, text: text(`The Chair noted paper ${String(ordinal)}.`) },
    };
  }

  return {
    outcome,
    /** The server numbers it. */
    contribution: (meeting: number): Posting => ({
      path: `${meetingPath(meeting)}/contributions`,
      body: { title: text(`A paper, ${randomUUID()}`), sources: [{ name: 'A source' }] },
    }),
    /** The i-th act of a load, half of which is on the hot meeting. */
    mixed(i: number): Posting {
      if (i % 2 === 0) return outcome(HOT);
      return outcome(1 + (((i - 1) / 2) % SPREAD));
    },
  };
}

export type Acts = ReturnType<typeof createActs>;

/** Words of the chained outcome: what each revision makes of the one that it saw. */
export const chained = (seen: string, own: string): object => ({ text: text(`${own} after ${seen}`) });
