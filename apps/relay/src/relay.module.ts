import 'reflect-metadata';
import { type Acta, type CircleTopic, feedTopics } from '@acta/runtime';
import { type DynamicModule, Injectable, Module, type BeforeApplicationShutdown } from '@nestjs/common';
import { type Tell, relayCircle } from './relaying.js';

/** Publishes the feed of every circle that has a topic, while the application runs. */
@Injectable()
export class Relay implements BeforeApplicationShutdown {
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;

  constructor(acta: Acta, topics: readonly CircleTopic[], tell: Tell) {
    const { signal } = this.#stopping;
    const each = topics.map(async (topic) => {
      try {
        await relayCircle(acta, topic, tell, signal);
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

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopping.abort();
    await this.#running.catch(() => undefined);
  }
}

@Module({})
export class RelayModule {
  /** On an open record. Whoever opened it closes it. @throws ConfigRefused */
  static async on(acta: Acta, tell: Tell): Promise<DynamicModule> {
    const topics = await feedTopics(acta.config);
    return {
      module: RelayModule,
      providers: [{ provide: Relay, useFactory: () => new Relay(acta, topics, tell) }],
    };
  }
}
