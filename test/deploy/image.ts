/**
 * The image, without an engine (`npm run test:image`): carries out deploy/Dockerfile on a copy of the checkout, and runs
 * each app from what it makes as a container would be: the first process of its own namespaces, with the image's user, no
 * privilege, no network but loopback, and a root that cannot be written. It needs Linux and root. Its last line counts.
 */
import { V8_FLAGS } from '@acta/cli';
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Result, runSuite, say } from '../crash/suite.js';
import { build } from './build.js';
import { type Container, type Image, killAll, run, until } from './container.js';

const project = join(import.meta.dirname, '../../..');
const SAMPLE = 'samples/cwg-cop.ndjson';

/** A folder as a volume is when it is first mounted: of the image's user. */
function volume(image: Image, folder: string): string {
  mkdirSync(folder, { mode: 0o700 });
  const [uid, gid] = image.user.split(':').map(Number);
  chownSync(folder, uid ?? 0, gid ?? 0);
  return folder;
}

function healthy(container: Container, image: Image): Promise<void> {
  return until(container, () => container.exec(image.health).status === 0);
}

/** What is tried, in order; each throws what did not hold. */
type Trial = [what: string, tried: () => Promise<void> | void];

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

function whatIsInIt(image: Image): Trial[] {
  const app = join(image.root, image.folder);
  const has = (name: string): boolean => existsSync(join(app, 'node_modules', name));
  return [
    [
      'holds what runs, and nothing that only builds or tests',
      () => {
        for (const name of ['jest', 'eslint', 'prettier', '@nestjs/cli', '@types/pg'])
          expect(!has(name), `${name} is in it`);
        for (const file of readdirSync(app, { recursive: true, encoding: 'utf8' }))
          if (!file.includes('node_modules') && /\.spec\.|\/src\/|\.env$/.test(file))
            throw new Error(`${file} is in it`);
      },
    ],
    [
      'runs the API as `acta serve` does',
      () => {
        for (const flag of V8_FLAGS) expect(image.command.includes(flag), `CMD has no ${flag}`);
      },
    ],
    ['is no root’s', () => expect(/^[1-9]\d+:[1-9]\d+$/.test(image.user), `its user is ${image.user}`)],
  ];
}

function serving(image: Image, data: string): Trial[] {
  let api: Container;
  return [
    [
      'the API starts and is healthy',
      async () => {
        api = run(image, { data });
        await healthy(api, image);
      },
    ],
    [
      'it serves its document, the page to browse it, and the schemas of the feed',
      () => {
        for (const path of ['/openapi.json', '/docs', '/schemas/feed/cloudevent.v1.json', '/ready']) {
          const { status, said } = api.exec(['node', 'health.mjs', `http://127.0.0.1:3000${path}`]);
          expect(status === 0, said);
        }
      },
    ],
    [
      'the command line works beside it, on the same volume',
      () => {
        const { status, said } = api.exec(['acta', 'digest']);
        expect(
          status === 0 && said.includes('position 0'),
          `acta digest ended with ${String(status)}: ${said}`,
        );
      },
    ],
    [
      'nothing but the volume can be written',
      () => {
        for (const file of ['/app/x', '/tmp/x', '/x'])
          expect(api.exec(['touch', file]).status !== 0, `${file} could be written`);
        expect(api.exec(['touch', '/data/x']).status === 0, 'the volume cannot be written');
      },
    ],
    [
      'SIGTERM ends it as the first process, with 0',
      async () => {
        const code = await api.stop();
        expect(code === 0, `it ended with ${String(code)}: ${api.said()}`);
      },
    ],
  ];
}

/** Runs `acta` to its end. */
async function acta(image: Image, data: string, args: string[], settings = {}): Promise<string> {
  const container = run(image, { data, settings, command: ['acta', ...args] });
  await container.ended();
  return container.said();
}

function commands(image: Image, data: string): Trial[] {
  const doctor = async (what: string, settings: Record<string, string>, words: RegExp): Promise<void> => {
    const said = await acta(image, data, ['doctor'], settings);
    expect(words.test(said) && !/Cannot find|ERR_MODULE/.test(said), `${what}: ${said}`);
  };
  return [
    [
      'records the sample and makes Word of it',
      async () => {
        const said = await acta(image, data, ['import', SAMPLE]);
        expect(/\b51\b|recorded/.test(said), said);
        const word = await acta(image, data, [
          'summary',
          'CWG-COP',
          '15',
          '--format',
          'docx',
          '--out',
          '/data/s.docx',
        ]);
        expect(existsSync(join(data, 's.docx')), word);
      },
    ],
    [
      'has the client of EventStoreDB',
      () => doctor('store', { ACTA_STORE: 'esdb://127.0.0.1:1?tls=false' }, /EventStoreDB|store/),
    ],
    [
      'has the client of PostgreSQL',
      () => doctor('keys', { ACTA_KEYS: 'postgres://a@127.0.0.1:1/keys' }, /ECONNREFUSED|database/),
    ],
    [
      'has the client of S3, and reads credentials that are root’s and its group’s, as orchestrators give them',
      () => {
        const file = join(data, 's3-credentials');
        writeFileSync(file, '[default]\naws_access_key_id = none\naws_secret_access_key = none\n', {
          mode: 0o440,
        });
        chownSync(file, 0, Number(image.user.split(':')[1]));
        const settings = { ACTA_DOCUMENTS: 's3://acta/documents', ACTA_S3_ENDPOINT: 'http://127.0.0.1:1' };
        return doctor(
          'documents',
          { ...settings, ACTA_S3_CREDENTIALS: '/data/s3-credentials' },
          /ECONNREFUSED/,
        );
      },
    ],
  ];
}

function relaying(image: Image, data: string): Trial[] {
  return [
    [
      'the relay starts, waits for its brokers, and ends with 0 on SIGTERM',
      async () => {
        const relay = run(image, {
          data,
          settings: { ACTA_KAFKA_BROKERS: '127.0.0.1:1' },
          command: ['node', '--disable-warning=TimeoutNegativeWarning', 'apps/relay/dist/main.js'],
        });
        await until(relay, () => relay.said().includes('trying again'));
        const code = await relay.stop();
        expect(code === 0, `it ended with ${String(code)}: ${relay.said()}`);
      },
    ],
  ];
}

function notifying(image: Image, data: string): Trial[] {
  return [
    [
      'the notifier starts with mail, metrics and traces, waits for the API, and ends with 0 on SIGTERM',
      async () => {
        const notifier = run(image, {
          data,
          settings: {
            ACTA_NOTIFIER_DATA: '/data/notifier',
            ACTA_API: 'http://127.0.0.1:1',
            ACTA_SMTP: 'smtp://127.0.0.1:1',
            ACTA_MAIL_FROM: 'Acta <acta@record.example>',
            ACTA_METRICS_PORT: '9464',
            ACTA_LOG_FORMAT: 'json',
            OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
          },
          command: ['node', 'apps/notifier/dist/main.js'],
        });
        await until(
          notifier,
          () => notifier.said().includes('answers on') && notifier.said().includes('trying again'),
        );
        const code = await notifier.stop();
        expect(code === 0, `it ended with ${String(code)}: ${notifier.said()}`);
      },
    ],
  ];
}

async function suite(folder: string): Promise<Result> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return { passed: 0, faults: ['needs Linux and root: a container is made of namespaces and mounts'] };
  let image: Image;
  try {
    image = build(project, join(project, 'deploy/Dockerfile'), folder);
  } catch (error) {
    return { passed: 0, faults: [`the image cannot be built: ${String(error)}`] };
  }
  const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { version: string };
  say(`built ${version}: user ${image.user}, volume ${image.volume ?? 'none'}`);
  const data = volume(image, join(folder, 'data'));
  const trials = [whatIsInIt, serving, commands, relaying, notifying].flatMap((each) => each(image, data));
  let passed = 0;
  const faults: string[] = [];
  for (const [what, tried] of trials)
    try {
      await tried();
      passed++;
      say(`passed  ${what}`);
    } catch (error) {
      faults.push(`FAILED  ${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  killAll();
  return { passed, faults };
}

await runSuite('image', suite);
