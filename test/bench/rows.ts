import { api } from './api.js';
import { appendsMany, appendsOne } from './appends.js';
import { audit } from './audit.js';
import { changes } from './changes.js';
import { emmettAppends, emmettFold } from './emmett-rows.js';
import { eventstore } from './eventstore.js';
import { feed } from './feed.js';
import { issued } from './issued.js';
import { memory } from './memory.js';
import { relay } from './relay.js';
import { replay } from './replay.js';
import { reports } from './reports.js';
import type { Row } from './row.js';
import { soak } from './soak.js';
import { validity } from './valid.js';

/** Every row, in the order of the table. */
export const rows: Readonly<Record<string, Row>> = {
  valid: validity,
  'appends-one': appendsOne,
  'appends-many': appendsMany,
  'emmett-appends': emmettAppends,
  'emmett-fold': emmettFold,
  replay,
  reports,
  audit,
  changes,
  issued,
  memory,
  api,
  feed,
  eventstore,
  relay,
  soak,
};
