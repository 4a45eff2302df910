import { describe } from '@jest/globals';

/** Settings that name a server, and what starts one. */
const STARTED_BY = {
  ACTA_TEST_POSTGRES: 'test:servers',
  ACTA_TEST_S3: 'test:servers',
  ACTA_TEST_KAFKA: 'test:kafka',
  ACTA_TEST_KAFKA_CLUSTER: 'test:kafka',
  ACTA_TEST_KAFKA_SASL: 'test:kafka',
} as const;

/**
 * Cases on a real server, whose address the environment gives (`npm run test:servers` and `npm run test:kafka` do). Where it
 * gives none they are skipped, and say so.
 */
export function describeOnServer(
  name: string,
  setting: keyof typeof STARTED_BY,
  cases: (address: string) => void,
): void {
  const address = process.env[setting];
  if (address !== undefined && address !== '') describe(name, () => cases(address));
  else
    describe.skip(`${name} (skipped: ${setting} names no server; npm run ${STARTED_BY[setting]} starts one)`, () =>
      cases('http://none.invalid'));
}
