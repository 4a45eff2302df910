export * from './compose/index.js';
export * from './document.js';
export { type ChangedParagraph, changedParagraphs } from './notes/changed-paragraphs.js';
export { type NotedChanges, speakingNote } from './notes/speaking-note.js';
export { type Phrases, languages, phrasesFor } from './phrases/index.js';
export { render, rendererVersion } from './render/render.js';
