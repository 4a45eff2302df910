import type { Subscription } from '@acta/application/notify';
import type { Places } from '../places.js';
import type { SubscribingParts } from '../subscribing.js';

/** What the routes answer from. */
export interface Service extends SubscribingParts {
  placesOf: (subscription: Subscription) => Places;
  /** Whether nothing stands in the way of following the feed, as far as that is known. */
  isFollowing: () => boolean;
  /** Addresses of this service and of the record, as they are told. */
  places: () => { service: string; record: string };
}

export const SERVICE = Symbol('service');
