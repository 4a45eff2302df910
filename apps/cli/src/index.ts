export { run } from './run.js';
export type { Io } from './io.js';
export type * from './services.js';
