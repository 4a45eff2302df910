import { type DelivererParts, WebhookDeliverer, stateOf } from '@acta/application';
import { ACTA, type Acta, watchWebhooks } from '@acta/runtime';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  ServiceUnavailableException,
} from '@nestjs/common';

/** Webhooks at work while the API serves a record that is open for writing. */
@Injectable()
export class Webhooks implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #log = new Logger('webhooks');
  readonly #parts: DelivererParts | undefined;
  readonly #deliverer: WebhookDeliverer | undefined;

  constructor(@Inject(ACTA) acta: Acta) {
    const { webhooks, delivery } = acta;
    if (webhooks === undefined) return;
    this.#parts = { ...acta, webhooks, random: Math.random };
    this.#deliverer = new WebhookDeliverer(this.#parts, delivery, (error) => this.#log.error(error));
    watchWebhooks(() => webhooks.all().map((each) => stateOf(each, acta)), acta.watch.metrics);
  }

  /** What webhooks are kept in. @throws ServiceUnavailableException where the record is open for reading */
  get parts(): DelivererParts {
    if (this.#parts !== undefined) return this.#parts;
    throw new ServiceUnavailableException(
      'the record is open for reading here; webhooks are kept where it is written',
    );
  }

  /** @throws ServiceUnavailableException */
  get deliverer(): WebhookDeliverer {
    if (this.#deliverer !== undefined) return this.#deliverer;
    throw new ServiceUnavailableException(
      'the record is open for reading here; nothing is delivered from it',
    );
  }

  onApplicationBootstrap(): void {
    this.#deliverer?.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.#deliverer?.stop();
  }
}
