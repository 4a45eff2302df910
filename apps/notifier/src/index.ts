export { type Deliverers, NotDelivered } from './deliver.js';
export { type NotifierParts, type RunningNotifier, startNotifier } from './notifier.js';
