export { type ActType, actPaths } from './act-paths.js';
export type { components, operations, paths } from './api.js';
export { type ActaClient, type Connection, type Posted, connect, postAct } from './client.js';
export { ApiProblem, NoAnswer, type ProblemDetails } from './problem.js';
