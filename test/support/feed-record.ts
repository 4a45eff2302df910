import { randomUUID } from 'node:crypto';
import {
  FeedReader,
  type Found,
  anybody,
  executeCommand,
  feedPage,
  holderOfTheFolder,
  prepare,
} from '@acta/application';
import type { Classification, Command } from '@acta/domain';
import type { Acta } from '@acta/runtime';

/** Records acts as whoever holds the folder; with `backfill`, as facts of the past. */
export function recorderOn(acta: Acta, backfill = false): (command: Command) => Promise<void> {
  const principal = holderOfTheFolder(randomUUID());
  return async (command) => {
    await executeCommand(
      { command, principal, backfill },
      { ...acta, prepare: (request) => prepare(request, acta) },
    );
  };
}

/** Groups, each with a meeting that takes contributions. */
export async function establish(give: (command: Command) => Promise<void>, groups: readonly string[]) {
  for (const group of groups) {
    await give({
      type: 'establish-group',
      data: { group, acronym: group, name: { language: 'en', text: 'A group' } },
    });
    await give({ type: 'plan-meeting', data: { group, ordinal: 1, held: { from: '2031-01-01' } } });
  }
}

/** A contribution to a group's meeting. */
export function contribution(
  group: string,
  { title = 'A title', classification = 'public' }: { title?: string; classification?: Classification } = {},
): Command {
  return {
    type: 'submit-contribution',
    stream: `meeting-${group}-1`,
    data: {
      number: randomUUID(),
      title: { language: 'en', text: title },
      sources: [{ name: 'A source' }],
      classification,
    },
  };
}

/** What the feed has for anybody, as server-sent events deliver it. */
export function anonymousFeed(acta: Acta): Found[] {
  const reader = new FeedReader(anybody, acta.access);
  const all: Found[] = [];
  for (let after = 0; ;) {
    const { found, scanned } = feedPage(after, { filter: {}, reader }, acta);
    all.push(...found);
    if (scanned === after) return all;
    after = scanned;
  }
}
