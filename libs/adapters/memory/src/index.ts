export { openStoreForTests, type TestStore, type TestStoreOptions } from './store.js';
