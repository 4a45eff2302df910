import type { Config } from '@acta/runtime';
import type { NotifierParts } from './notifier.js';

/** Whom the service follows and what it tells people with. */
type Services = Pick<NotifierParts, 'source' | 'deliverersWith' | 'refusalOf' | 'atomOf'>;

/** As configured; nobody is connected to yet. @throws ConfigRefused */
export async function openServices(config: Config): Promise<Services> {
  throw new Error(`this build tells nobody: it has neither a source of the feed nor mail (${config.api})`);
}
