import 'reflect-metadata';
import { type Acta, type CircleTopic, type Readiness, feedTopics } from '@acta/runtime';
import { type DynamicModule, Injectable, Module, type BeforeApplicationShutdown } from '@nestjs/common';
import { relayCircle } from './relaying.js';
import { type TopicWatch, watchTopics } from './topic-watch.js';

/** Publishes the feed of every circle that has a topic, while the application runs. */
@Injectable()
export class Relay implements BeforeApplicationShutdown {
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;

  readonly #watches: readonly TopicWatch[];

  constructor(acta: Acta, topics: readonly CircleTopic[]) {
    const { signal } = this.#stopping;
    this.#watches = watchTopics(acta, topics);
    const each = this.#watches.map(async (watch) => {
      try {
        await relayCircle(acta, watch, signal);
      } finally {
        // What one cannot go on after ends the others, too: whoever runs the relay must see to it.
        this.#stopping.abort();
      }
    });
    this.#running = Promise.allSettled(each).then(async () => {
      await Promise.all(each);
    });
  }

  /** Resolves once all has stopped. @throws what publishing cannot go on after */
  get ended(): Promise<void> {
    return this.#running;
  }

  /** It works where it leads every topic, or stands by for whoever does. */
  readiness(): Readiness {
    return {
      isReady: this.#watches.every(({ standing }) => standing !== 'not-connected'),
      detail: { topics: this.#watches.map(({ topic: { name: topic }, standing }) => ({ topic, standing })) },
    };
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopping.abort();
    await this.#running.catch(() => undefined);
  }
}

@Module({})
export class RelayModule {
  /** On an open record. Whoever opened it closes it. @throws ConfigRefused */
  static async on(acta: Acta): Promise<DynamicModule> {
    const topics = await feedTopics(acta.config);
    return {
      module: RelayModule,
      providers: [{ provide: Relay, useFactory: () => new Relay(acta, topics) }],
    };
  }
}
