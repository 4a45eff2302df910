import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const POM = join(import.meta.dirname, '../../kafka/pom.xml');
const GOAL = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
const FETCHING_MS = 300_000;

/** The folder outside the project with the broker's jars, fetched from Maven Central once for what `pom.xml` pins. */
export function jars(): string {
  const hash = createHash('sha256').update(readFileSync(POM)).digest('hex').slice(0, 12);
  const folder = join(tmpdir(), `acta-test-kafka-${hash}`);
  if (existsSync(folder)) return folder;
  const partial = `${folder}.${String(process.pid)}`;
  mkdirSync(partial);
  const { status, error } = spawnSync('mvn', ['-q', '-B', '-f', POM, GOAL, `-DoutputDirectory=${partial}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: FETCHING_MS,
  });
  if (status !== 0) throw new Error(`mvn failed: ${error?.message ?? `status ${String(status)}`}`);
  renameSync(partial, folder);
  return folder;
}
