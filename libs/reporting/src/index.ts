export * from './compose/index.js';
export * from './document.js';
export { findingsCsv } from './compose/audit-table.js';
export { renderCsv } from './render/csv.js';
export { type NotedChanges, speakingNote } from './notes/speaking-note.js';
export { type Phrases, languages, phrasesFor } from './phrases/index.js';
export * from './redline/index.js';
export { render, rendererVersion } from './render/render.js';
