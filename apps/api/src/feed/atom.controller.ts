import { createHash } from 'node:crypto';
import { ATOM_TYPE, type AtomFeed, anybody } from '@acta/application';
import { ACTA, type Acta, ShowAtomFeed } from '@acta/runtime';
import { Controller, Get, Headers, Inject, Param, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { Requires } from '../access/access.guard.js';
import { Documented } from '../contract/documented.js';

interface Kept extends AtomFeed {
  /** Position of the journal that it was made from: until there is a newer one, it stays as it is. */
  position: number;
  etag: string;
}

/** Feeds that are kept, so that readers who look every minute cost nothing. */
const MOST_KEPT = 100;

/** The newest acts of a group for readers of news. It has what everybody may see, whoever asks. */
@Controller('groups/:group')
@Requires('read-public')
export class AtomController {
  readonly #kept = new Map<string, Kept>();

  constructor(
    private readonly queries: QueryBus,
    @Inject(ACTA) private readonly acta: Acta,
  ) {}

  @Get('feed.atom')
  @Documented({
    id: 'atom-feed',
    summary: 'Read the newest public acts of a group as an Atom feed',
    success: [
      {
        status: 200,
        description: 'The feed (RFC 4287).',
        content: { [ATOM_TYPE]: { type: 'string' } },
        headers: ['ETag', 'Cache-Control'],
      },
      { status: 304, description: 'It is what the client holds.', headers: ['ETag'] },
    ],
    asks: ['If-None-Match'],
  })
  async feed(
    @Param('group') group: string,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Headers('if-modified-since') ifModifiedSince: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { xml, etag, recordedAt } = await this.#current(group);
    void reply.header('etag', etag).header('cache-control', 'no-cache');
    // To the second: of a second that is not over yet, the date could stand for two different feeds.
    const modified = Math.floor(recordedAt / 1000) * 1000;
    const isDated = this.acta.clock() - modified >= 2_000;
    if (isDated) void reply.header('last-modified', new Date(modified).toUTCString());
    const isKnown =
      ifNoneMatch === undefined
        ? isDated && modified <= Date.parse(ifModifiedSince ?? '')
        : ifNoneMatch.split(',').some((each) => [etag, `W/${etag}`, '*'].includes(each.trim()));
    if (isKnown) await reply.status(304).send();
    else await reply.header('content-type', `${ATOM_TYPE}; charset=utf-8`).send(xml);
  }

  async #current(group: string): Promise<Kept> {
    const { position } = this.acta.journal.head();
    const kept = this.#kept.get(group);
    if (kept?.position === position) return kept;
    const feed = await this.queries.execute(new ShowAtomFeed(anybody, { group }));
    const etag = `"${createHash('sha256').update(feed.xml).digest('base64url')}"`;
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    const made = { ...feed, position, etag };
    this.#kept.set(group, made);
    return made;
  }
}
