import type { Notice, Subscription } from '@acta/application/notify';
import type { Links } from '../links.js';
import type { SubscribingParts } from '../subscribing.js';

/** What the routes answer from. */
export interface Service extends SubscribingParts {
  /** The newest notices of a subscription as an Atom document. */
  atomOf: (subscription: Subscription, notices: readonly Notice[], links: Links) => string;
  /** Whether nothing stands in the way of following the feed, as far as that is known. */
  isFollowing: () => boolean;
  /** Addresses of this service and of the API, as they are told. */
  places: () => { service: string; api: string };
}

export const SERVICE = Symbol('service');
