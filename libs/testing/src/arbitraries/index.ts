export * from './command-sequence.js';
export * from './planned-command.js';
export * from './rehearsal.js';
