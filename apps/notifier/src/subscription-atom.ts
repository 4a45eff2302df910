import { ATOM_TYPE, atomDocument } from '@acta/application';
import { noticePhrasesFor } from './phrases.js';
import { phrasesFor } from '@acta/reporting';
import type { Places } from './places.js';
import type { Notice, Subscription } from '@acta/application/notify';
import { placeInRecord, tell } from './telling.js';

/**
 * What a subscription told, as an Atom document (RFC 4287): a notice an entry, the newest first.
 * @param places `feed`: the address that the document is read from, which nobody else knows
 */
export function atomOf(
  subscription: Subscription,
  notices: readonly Notice[],
  places: Pick<Places, 'record'> & { feed: string },
): string {
  const { language, id, createdAt } = subscription;
  const { lead } = phrasesFor(language);
  const { youFollow, feedTitle } = noticePhrasesFor(language);
  const newestFirst = [...notices].sort((a, b) => Date.parse(b.madeAt) - Date.parse(a.madeAt));
  return atomDocument({
    language,
    id: `urn:uuid:${id}`,
    title: feedTitle,
    updated: newestFirst[0]?.madeAt ?? createdAt,
    author: 'Acta',
    links: [
      { rel: 'self', type: ATOM_TYPE, href: places.feed },
      { rel: 'alternate', href: places.record },
    ],
    entries: newestFirst.map((notice) => {
      const { title, words, reason, when, why } = tell(notice, subscription);
      return {
        id: `urn:uuid:${notice.id}`,
        title: notice.group === undefined ? title : `${lead(notice.group)}${title}`,
        at: notice.madeAt,
        href: placeInRecord(notice, places.record),
        categories: [{ term: notice.about.kind === 'act' ? notice.about.type : notice.want.kind }],
        summary: [reason, when, `${lead(youFollow)}${why}`].filter((each) => each !== undefined).join(' '),
        ...(words === undefined ? {} : { content: words }),
      };
    }),
  });
}
