export { actRoutes } from './acts/routes.js';
export * from './app.module.js';
export * from './limits.js';
export * from './run.js';
export * from './serve.js';
export * from './where-to-look.js';
