import { eventStoreContract } from '@acta/testing';
import { startFakeEventStore } from '../fake-eventstore/server.js';
import { openNode, temporaryFolder } from './opened.js';

eventStoreContract('EventStoreDB, the fake', async () => {
  const fake = await startFakeEventStore();
  const folder = await temporaryFolder();
  let node = await openNode(folder.path, fake.connectionString);
  const { store } = node;
  return {
    store,
    journal: node.replica.journal,
    async reopen() {
      await node.close();
      node = await openNode(folder.path, fake.connectionString);
      return { store: node.store, journal: node.replica.journal };
    },
    async dispose() {
      await node.close();
      await fake.stop();
      await folder.remove();
    },
  };
});
