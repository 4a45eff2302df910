export * from './document.js';
export { render, rendererVersion } from './render/render.js';
