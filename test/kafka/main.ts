/**
 * Starts Apache Kafka on free loopback ports, alone and as three brokers, runs the specs that need it (`npm run test:kafka`),
 * and stops it. java (17 or newer) and mvn must be there. Arguments go to jest. Brokers that the environment names are used
 * as they are, and not started:
 *   ACTA_TEST_KAFKA          host:port of a broker where topics may be made
 *   ACTA_TEST_KAFKA_CLUSTER  host:port of three, with commas
 *   ACTA_TEST_KAFKA_SASL     name:password@host:port of one that asks for a password (SASL PLAIN, without TLS)
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { endOnSignals, endWithThis } from '../support/children.js';
import { ACCOUNT, type Brokers, startBrokers } from './brokers.js';

const ROOT = join(import.meta.dirname, '../../..');
const SPECS = '(libs/adapters/kafka|test/dist/kafka)/';
const JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
  '--testPathPatterns',
];

const started: Brokers[] = [];

/** A broker alone, three, and one that asks for a password: as the environment names them, or started. */
async function addresses(): Promise<Record<string, string>> {
  const given = (setting: string): string => process.env[setting] ?? '';
  const single = given('ACTA_TEST_KAFKA') === '' ? await start(1) : undefined;
  const cluster = given('ACTA_TEST_KAFKA_CLUSTER') === '' ? await start(3) : undefined;
  return {
    ...(single === undefined
      ? {}
      : {
          ACTA_TEST_KAFKA: single.addresses.join(','),
          ACTA_TEST_KAFKA_SASL: `${ACCOUNT.user}:${ACCOUNT.password}@${single.withPassword.join(',')}`,
        }),
    ...(cluster === undefined ? {} : { ACTA_TEST_KAFKA_CLUSTER: cluster.addresses.join(',') }),
  };
}

async function start(count: 1 | 3): Promise<Brokers> {
  const brokers = await startBrokers(count);
  started.push(brokers);
  return brokers;
}

endOnSignals();
try {
  const env = { ...process.env, ...(await addresses()) };
  const jest = spawn(process.execPath, [...JEST, SPECS, ...process.argv.slice(2)], {
    cwd: ROOT,
    env,
    stdio: 'inherit',
  });
  endWithThis(jest);
  const [status] = (await once(jest, 'exit')) as [number | null];
  process.exitCode = status ?? 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await Promise.all(started.map((brokers) => brokers.close()));
}
