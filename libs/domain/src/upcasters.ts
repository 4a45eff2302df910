import type { Upcasters } from './kernel/upcast.js';

/** What the version before could not say is absent in the next one too. */
const same = (data: unknown): unknown => data;

/** The steps from each published schema version to the next. */
export const upcasters: Upcasters = {
  'working-methods-set': { 1: same },
  'contribution-submitted': { 1: same },
  'liaison-statement-drafted': { 1: same },
  'liaison-statement-received': { 1: same },
};
