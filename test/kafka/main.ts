/**
 * Starts Apache Kafka on free loopback ports, alone and as three brokers, runs the specs that need it (`npm run test:kafka`),
 * and stops it. java (17 or newer) and mvn must be there. Arguments go to jest. Brokers that the environment names are used
 * as they are, and not started:
 *   ACTA_TEST_KAFKA          host:port of a broker where topics may be made
 *   ACTA_TEST_KAFKA_CLUSTER  host:port of three, with commas
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Brokers, startBrokers } from './brokers.js';

const ROOT = join(import.meta.dirname, '../../..');
const SPECS = '(libs/adapters/kafka|test/dist/kafka)/';
const JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
  '--testPathPatterns',
];

const started: Brokers[] = [];

async function named(setting: string, count: 1 | 3): Promise<string> {
  const given = process.env[setting] ?? '';
  if (given !== '') return given;
  const brokers = await startBrokers(count);
  started.push(brokers);
  return brokers.addresses.join(',');
}

try {
  const env = {
    ...process.env,
    ACTA_TEST_KAFKA: await named('ACTA_TEST_KAFKA', 1),
    ACTA_TEST_KAFKA_CLUSTER: await named('ACTA_TEST_KAFKA_CLUSTER', 3),
  };
  const jest = spawn(process.execPath, [...JEST, SPECS, ...process.argv.slice(2)], {
    cwd: ROOT,
    env,
    stdio: 'inherit',
  });
  const [status] = (await once(jest, 'exit')) as [number | null];
  process.exitCode = status ?? 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await Promise.all(started.map((brokers) => brokers.close()));
}
