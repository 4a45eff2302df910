export * from './acta.module.js';
export * from './buses.js';
export * from './caller.js';
export * from './config.js';
export * from './folder.js';
export * from './one-handler.js';
export * from './open.js';
