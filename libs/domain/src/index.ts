export * from './kernel/chronology.js';
export * from './kernel/corrections.js';
export * from './kernel/dates.js';
export * from './kernel/event.js';
export * from './kernel/hashed-form.js';
export * from './kernel/metadata.js';
export * from './kernel/refusal.js';
export * from './kernel/values.js';
