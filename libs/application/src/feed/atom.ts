import { type GroupCode, instantOf } from '@acta/domain';
import type { TimelineAct } from '@acta/projections';
import { type Phrases, phrasesFor } from '@acta/reporting';
import { showTimeline, type TimelineParts } from '../queries/timeline.js';
import { showGroup } from '../queries/views.js';
import type { Log } from '../log.js';
import { ATOM_TYPE, type AtomEntry, atomDocument } from './atom-document.js';
import { addressOfSubject } from './subject-address.js';

/** How many acts a feed shows. */
const MOST_ENTRIES = 50;

export interface AtomParts extends TimelineParts {
  log: Log;
}

/** The newest acts of a group, as an Atom document. */
export interface AtomFeed {
  xml: string;
  /** Of the newest event of the journal that it was made from, milliseconds since the epoch. */
  recordedAt: number;
}

/**
 * The newest acts of a group in order of recording (RFC 4287): what readers of news subscribe to. Addresses in it are
 * relative to its own.
 * @param parts the record as everybody may see it
 * @throws NotFound
 */
export function atomFeed(parts: AtomParts, group: GroupCode): AtomFeed {
  const phrases = phrasesFor('en');
  const { name, acronym = group } = showGroup(parts, group, {}).value;
  const acts = showTimeline(parts, { group, when: {}, order: 'recording' }).value.filter(
    (item): item is TimelineAct => !('unreadable' in item),
  );
  const newest = acts.slice(-MOST_ENTRIES).reverse();
  const updated = newest[0]?.recordedAt ?? instantOf(0);
  return {
    xml: atomDocument({
      language: 'en',
      id: `urn:acta:${parts.log.name}:${group}`,
      title: `${name?.text ?? group} (${acronym}): acts of the record`,
      updated,
      author: acronym,
      links: [
        { rel: 'self', type: ATOM_TYPE, href: `/groups/${group}/feed.atom` },
        { rel: 'alternate', href: `/groups/${group}/timeline` },
      ],
      entries: newest.map((act) => entry(act, group, phrases)),
    }),
    recordedAt: parts.journal.head().recordedAt,
  };
}

function entry(act: TimelineAct, group: GroupCode, phrases: Phrases): AtomEntry {
  const { id, type, ref, recordedAt, backfill } = act;
  return {
    id: `urn:uuid:${id}`,
    title: `${words(type)}: ${placeOf(ref, group, phrases)}`,
    at: recordedAt,
    href: addressOfSubject(ref),
    categories: [
      { term: type },
      // Facts of the past that were taken over are no news.
      ...(backfill === true ? [{ term: 'backfill', label: 'Taken over from earlier' }] : []),
    ],
    summary: summary(act, phrases),
  };
}

function summary({ effective, reason, voided, redated }: TimelineAct, phrases: Phrases): string {
  const took = `Took effect ${phrases.dated(effective.date)}.`;
  return [
    took,
    ...(reason === undefined ? [] : [`${phrases.lead(phrases.labels.reason)}${reason}`]),
    ...(redated === undefined ? [] : ['Its date was corrected since.']),
    ...(voided === undefined ? [] : ['It was entered in error, says a later act.']),
  ].join(' ');
}

/** For example "Outcome amended". */
function words(type: string): string {
  const spaced = type.replaceAll('-', ' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** For example "fifteenth meeting, outcome 3"; of the group itself, its code. */
function placeOf(ref: string, group: GroupCode, phrases: Phrases): string {
  const [, kind, key = '', part, ...number] = ref.split('/');
  if (kind === undefined) return group;
  switch (kind) {
    case 'meetings': {
      const meeting = phrases.meeting(Number(key));
      if (part === undefined) return meeting;
      return `${meeting}, ${[part.replace(/s$/, ''), number.join('/')].join(' ').trim()}`;
    }
    case 'liaison-statements':
      return `liaison statement ${group}-${key}`;
    case 'reports':
      return `${key} report, ${part ?? ''}`;
    default:
      return `${group}, ${[kind, key].join(' ').trim()}`;
  }
}
