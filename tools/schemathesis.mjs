// Runs Schemathesis (PyPI) over the API's document, on a record of its own with the sample in it, as three roles and as
// nobody. It is installed into a virtual environment outside the project; python3 must be there.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

const VERSION = '4.32.5';
/** Each has a token for CWG-COP; the secretariat's is for all groups, and nobody has none. */
const ROLES = ['secretariat', 'chair', 'delegate', 'nobody'];
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'unsupported_method',
  'allow_header_conformance',
];

const { values: options } = parseArgs({
  options: {
    examples: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '120' },
    roles: { type: 'string', default: ROLES.join(',') },
    checks: { type: 'string', default: CHECKS.join(',') },
    seed: { type: 'string', default: '1' },
    out: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (options.help) {
  console.log(
    `npm run schemathesis -- [--examples N] [--seconds N] [--roles ${ROLES.join(',')}] [--seed N] [--out FOLDER]
  --examples  test cases an operation and phase, at most
  --seconds   for each role
  --out       where the reports are kept; a passing folder where absent`,
  );
  process.exit(0);
}

const root = join(import.meta.dirname, '..');
const acta = join(root, 'apps/cli/bin/acta.js');
const folder = mkdtempSync(join(tmpdir(), 'acta-schemathesis-'));
const where = ['--data', join(folder, 'data'), '--keys', join(folder, 'keys')];

/** Installs it where it is not there yet. */
function installed() {
  const venv = join(tmpdir(), `schemathesis-${VERSION}`);
  const bin = join(venv, 'bin', 'st');
  if (existsSync(bin)) return bin;
  for (const [command, ...args] of [
    ['python3', '-m', 'venv', venv],
    [
      join(venv, 'bin', 'pip'),
      'install',
      '--quiet',
      '--disable-pip-version-check',
      `schemathesis==${VERSION}`,
    ],
  ]) {
    const { status } = spawnSync(command, args, { stdio: 'inherit' });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed`);
  }
  return bin;
}

function run(...args) {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [acta, ...args, ...where], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`acta ${args.join(' ')}: ${error?.message ?? stderr}`);
  return stdout.trim();
}

function tokenFor(role) {
  if (role === 'nobody') return undefined;
  return run('dev-token', '--role', role, ...(role === 'secretariat' ? [] : ['--group', 'CWG-COP']));
}

/** Serves the sample; gives the address once it answers. */
async function serving() {
  const child = spawn(process.execPath, [acta, 'serve', '--port', '0', ...where], {
    // Limits are tested apart; here they would end the run.
    env: { ...process.env, ACTA_RATE_LIMIT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /answers at (http:\S+)/.exec(line)?.[1];
    if (url !== undefined) return { child, url };
  }
  throw new Error('the server ended before it answered');
}

/** Adds what the sample has not: a meeting to come, with a contribution and a file. */
async function furnish(url, token) {
  const post = async (path, body, type = 'application/json') => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': type },
      body: type === 'application/json' ? JSON.stringify(body) : body,
    });
    if (!response.ok) throw new Error(`POST ${path}: ${await response.text()}`);
    return response.json();
  };
  const group = '/groups/CWG-COP';
  await post(`${group}/meetings`, { ordinal: 19, held: { from: '2030-01-15', place: 'Geneva' } });
  const document = await post(`${group}/documents`, '%PDF-1.7\n', 'application/pdf');
  const { ref } = await post(`${group}/meetings/19/contributions`, {
    title: { language: 'en', text: 'Information sessions on COP related matters' },
    sources: [{ name: 'Kingdom of Saudi Arabia', country: 'SA' }],
    document,
  });
  return {
    group: ['CWG-COP'],
    meeting: ['15', '16', '17', '18', '19'],
    ordinal: ['1', '2', '3'],
    number: [ref.replace(/^.*?\/contributions\//, '')],
    id: ['CWG-COP-o-1', 'CWG-COP-o-2'],
    kind: ['four-year'],
    covers: ['PP-18..PP-22'],
    session: ['PP-22', 'C-22'],
    stream: ['meeting-CWG-COP-15', 'group-CWG-COP', 'liaison-CWG-COP-o-1'],
    sha256: [document.sha256],
  };
}

async function testedAs(role, { st, url, token, inTheRecord }) {
  const out = join(options.out ?? folder, role);
  mkdirSync(out, { recursive: true });
  const child = spawn(
    st,
    [
      'run',
      join(root, 'schemas/openapi.json'),
      ...['--url', url, '--workers', '2', '--seed', options.seed, '--request-timeout', '10'],
      ...['--checks', options.checks, '--max-examples', options.examples, '--max-time', options.seconds],
      // The feed does not end.
      ...[
        '--phases',
        'examples,coverage,fuzzing',
        '--continue-on-failure',
        '--exclude-operation-id',
        'events',
      ],
      ...['--warnings', 'off', '--report', 'junit', '--report-dir', out],
      ...(token === undefined ? [] : ['--header', `Authorization: Bearer ${token}`]),
    ],
    {
      cwd: folder,
      env: {
        ...process.env,
        NO_COLOR: '1',
        SCHEMATHESIS_HOOKS: join(root, 'test/contract/hooks.py'),
        ACTA_IN_THE_RECORD: JSON.stringify(inTheRecord),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  const [code] = await once(child, 'close');
  writeFileSync(join(out, 'output.txt'), text);
  const generated = Number(/(\d+) generated/.exec(text)?.[1] ?? 0);
  const found = /=+ FAILURES =+([\s\S]*?)=+ SUMMARY/.exec(text)?.[1] ?? '';
  if (code !== 0) process.stdout.write(found === '' ? text : found);
  // A run that tried nothing found nothing.
  const sound = code === 0 && generated > 0;
  process.stdout.write(
    `${role}: ${String(generated)} test cases, ${sound ? 'nothing found' : 'FAULTS FOUND, OR NOTHING TRIED'}\n`,
  );
  return { generated, sound };
}

const st = installed();
run('import', join(root, 'samples/cwg-cop.ndjson'));
const { child: server, url } = await serving();
try {
  const inTheRecord = await furnish(url, tokenFor('secretariat'));
  const tokens = options.roles.split(',').map((role) => [role, tokenFor(role)]);
  const results = [];
  for (const [role, token] of tokens) results.push(await testedAs(role, { st, url, token, inTheRecord }));
  const total = results.reduce((sum, { generated }) => sum + generated, 0);
  const sound = results.filter((each) => each.sound).length;
  process.stdout.write(
    `${String(total)} test cases; ${String(sound)} passed, ${String(results.length - sound)} failed\n`,
  );
  process.exitCode = sound === results.length ? 0 : 1;
} finally {
  server.kill('SIGTERM');
  await once(server, 'exit');
  rmSync(folder, { recursive: true, force: true });
}
