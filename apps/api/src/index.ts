export * from './run.js';
export * from './serve.js';
