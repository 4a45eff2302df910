export { anyHost } from './any-host.js';
export { localHost } from './host.js';
export type { Io } from './io.js';
export { run } from './run.js';
export { V8_FLAGS } from './serve.js';
export type { ActaHost, ActaServices } from './services.js';
