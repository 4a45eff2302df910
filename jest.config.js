/**
 * Jest runs what `tsc -b` has compiled: no transform, so a test meets the same bytes as production.
 * The crash and bench suites have commands of their own (`npm run test:crash`, `npm run bench`).
 */
export default {
  testEnvironment: 'node',
  testMatch: ['**/dist/**/*.spec.js'],
  testPathIgnorePatterns: ['/node_modules/', '/test/dist/(crash|bench)/'],
  transform: {},
  maxWorkers: 2,
  testTimeout: 120_000,
};
