import { eventStoreContract } from '@acta/testing';
import { SERVER, openBench } from './opened.js';

eventStoreContract(`EventStoreDB (${SERVER})`, async () => {
  const bench = await openBench();
  let node = await bench.node();
  return {
    store: node.store,
    journal: node.replica.journal,
    prefix: bench.prefix,
    async reopen() {
      await node.close();
      node = await bench.node();
      return { store: node.store, journal: node.replica.journal };
    },
    dispose: bench.dispose,
  };
});
