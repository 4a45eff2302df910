export { type Deliverers, NotDelivered } from './deliver.js';
export { Links } from './links.js';
export { type NotifierParts, type RunningNotifier, startNotifier } from './notifier.js';
