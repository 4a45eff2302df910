import { CONTRACT_LOG, eventStoreContract } from '@acta/testing';
import { openStoreForTests } from './store.js';

eventStoreContract(
  'The store in memory',
  async () => {
    const store = openStoreForTests(CONTRACT_LOG);
    return Promise.resolve({ store, journal: store.journal, dispose: () => store.close() });
  },
  [
    {
      reason: 'it keeps nothing past its own life; it is for tests',
      tests: ['holds what was acknowledged, and goes on from there'],
    },
  ],
);
