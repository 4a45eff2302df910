import { Readable } from 'node:stream';
import { type EndReason, Feed, type FeedAsk, type FeedStream } from '@acta/application';
import { ACTA, type Acta } from '@acta/runtime';
import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

const HEARTBEAT_MS = 15_000;
/** How long a reader should wait before it comes back, as it is told. */
const RETRY_MS = 2_000;
/** How long what is under way to a reader may take once its stream has ended. */
const LINGER_MS = 1_000;

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Proxies that gather what they pass on would hold events back.
  'x-accel-buffering': 'no',
} as const;

/** The streams of server-sent events that are open. They end when the server stops, so that it can. */
@Injectable()
export class Streams implements OnModuleDestroy {
  readonly #log = new Logger('feed');
  readonly #feed: Feed;
  readonly #countEnd: (labels: { reason: EndReason }) => void;

  constructor(@Inject(ACTA) acta: Acta) {
    const { streams: most, streamsEach: mostEach } = acta.config;
    this.#feed = new Feed(acta, { most, mostEach, heartbeatMs: HEARTBEAT_MS }, (error) =>
      this.#log.error(error),
    );
    const { metrics } = acta.watch;
    metrics.gauge(
      { name: 'acta_feed_streams_open', help: 'Streams of the feed that are open.' },
      () => this.#feed.size,
    );
    this.#countEnd = metrics.counter({
      name: 'acta_feed_streams_ended_total',
      help: 'Streams of the feed that have ended, by why.',
      labels: ['reason'],
    });
  }

  /** Nest calls it before it waits for requests in flight. */
  onModuleDestroy(): void {
    this.#feed.close();
  }

  /** The headers of a stream, without one. */
  async answerHead(reply: FastifyReply): Promise<void> {
    await reply.headers(HEADERS).send();
  }

  /**
   * Answers with a stream (HTML, section 9.2, server-sent events).
   * @throws Invalid, TooManyStreams; nothing was sent
   */
  async answer(ask: Omit<FeedAsk, 'onEnd'>, reply: FastifyReply): Promise<void> {
    const socket = reply.raw;
    const onEnd = (reason: EndReason): void => {
      this.#countEnd({ reason });
      // A slow reader's connection takes no farewell; from others it may take a moment.
      if (reason === 'slow') socket.destroy();
      else setTimeout(() => socket.destroy(), LINGER_MS).unref();
    };
    const { stream, after } = this.#feed.open({ ...ask, onEnd });
    socket.once('close', () => stream.end('left'));
    await reply.headers(HEADERS).send(Readable.from(messages(stream, after), { objectMode: false }));
  }
}

/** The first message gives the place from which a reader that has got no event yet goes on. */
async function* messages(stream: FeedStream, after: number): AsyncGenerator<string> {
  yield `retry: ${String(RETRY_MS)}\nid: ${String(after)}\n\n`;
  for await (const item of stream)
    yield item === 'heartbeat'
      ? ': still here\n\n'
      : `id: ${String(item.position)}\nevent: ${item.type}\ndata: ${item.text}\n\n`;
}
