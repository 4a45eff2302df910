import type { Upcasters } from './kernel/upcast.js';

/** The steps from each published schema version to the next. None has been replaced yet. */
export const upcasters: Upcasters = {};
