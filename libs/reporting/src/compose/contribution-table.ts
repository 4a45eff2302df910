import type { Contribution, MeetingState, Ordinal } from '@acta/domain';
import type { Block, Paragraph } from '../document.js';
import type { Words } from '../phrases/say.js';
import { type Context, words } from './context.js';
import { generated, line, recorded, whenOf } from './parts.js';

/** The contributions of a meeting as a table; nothing where there are none. */
export function contributionBlocks(
  context: Context,
  ordinal: Ordinal,
  { contributions }: MeetingState,
): Block[] {
  if (contributions.size === 0) return [];
  const { phrases } = context;
  const { labels } = phrases;
  return [
    {
      type: 'table',
      caption: phrases.contributionsTo(ordinal),
      header: [labels.number, labels.title, labels.sources, labels.becameOf],
      rows: [...contributions.values()].map((contribution) => row(context, contribution)),
    },
  ];
}

function row(context: Context, contribution: Contribution): Paragraph[] {
  const { phrases } = context;
  const { content, events, number } = contribution;
  return [
    generated(line(number), events),
    recorded(context, content.title, events),
    generated(phrases.list(content.sources.map(({ name }) => line(name))), events),
    generated(whatBecame(context, contribution), events),
  ];
}

/** Its state, and how it came there, in the words of the record where it has them. */
function whatBecame(context: Context, contribution: Contribution): Words {
  const { phrases } = context;
  const { status, revisions, presentedBy, disposal, carriedOverFrom, carriedOverTo } = contribution;
  const parts: Words[] = [
    ...(carriedOverFrom === undefined ? [] : [phrases.carriedOverFrom(carriedOverFrom)]),
    ...revisions.map((revision) => phrases.revisedAs(revision.value, whenOf(phrases, revision))),
    ...(presentedBy === undefined ? [] : [phrases.presentedBy(presentedBy.value)]),
  ];
  if (disposal?.value.words !== undefined) parts.push(phrases.quoted(words(context, disposal.value.words)));
  else if (disposal?.value.disposal === 'noted') parts.push(phrases.contributionNoted);
  else if (carriedOverTo !== undefined) parts.push(phrases.carriedOverTo(carriedOverTo));
  else if (!(status === 'presented' && presentedBy !== undefined))
    parts.push(phrases.contributionStates[status]);
  return parts.flatMap((part, i) => (i === 0 ? [part] : ['; ', part]));
}
