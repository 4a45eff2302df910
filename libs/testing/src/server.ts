import { describe } from '@jest/globals';

/**
 * Cases on a real server, whose address the environment gives (`npm run test:servers` does). Where it gives none they are
 * skipped, and say so.
 */
export function describeOnServer(
  name: string,
  setting: 'ACTA_TEST_POSTGRES' | 'ACTA_TEST_S3',
  cases: (address: string) => void,
): void {
  const address = process.env[setting];
  if (address !== undefined && address !== '') describe(name, () => cases(address));
  else
    describe.skip(`${name} (skipped: ${setting} names no server; npm run test:servers starts one)`, () =>
      cases('http://none.invalid'));
}
