export * from './period.js';
export * from './record.js';
