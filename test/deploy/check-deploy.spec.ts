import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const project = join(import.meta.dirname, '../../..');

/** A fault: the file, what stands in it, what is put there, and what must be said of it. */
type Plant = [file: string, from: string | RegExp, to: string, said: string | RegExp];

describe('npm run check:deploy', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'acta-deploy-'));
    cpSync(join(project, 'deploy'), folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function check(plants: readonly Plant[]): { status: number | null; said: string } {
    for (const [file, from, to] of plants) {
      const before = readFileSync(join(folder, file), 'utf8');
      const after = before.replace(from, to);
      expect(after).not.toBe(before);
      writeFileSync(join(folder, file), after);
    }
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      [join(project, 'tools/check-deploy.mjs'), folder],
      { encoding: 'utf8' },
    );
    return { status, said: stdout + stderr };
  }

  function finds(plants: readonly Plant[]): void {
    const { status, said } = check(plants);
    for (const [, , , words] of plants) expect(said).toMatch(words);
    expect(status).toBe(1);
  }

  it('is content with what is there', () => {
    const { status, said } = check([]);
    expect(said).toMatch(/^deploy: \d+ files .*in order\n$/);
    expect(status).toBe(0);
  });

  it('finds what a service of compose must not be', () => {
    const file = 'compose.yaml';
    finds([
      [
        file,
        'image: apache/kafka:4.1.1',
        'image: apache/kafka:latest',
        'kafka: its image is named by a version',
      ],
      [file, "user: '999:999'", "user: '0'", "service keys: its user is a number, and not root's"],
      [
        file,
        "'127.0.0.1:8025:8025'",
        "'0.0.0.0:8025:8025'",
        'service mail: its ports are open on this machine alone',
      ],
      [
        file,
        'x-confined: &confined\n  read_only: true',
        'x-confined: &confined',
        'service store: its root is read-only',
      ],
      [file, 'cap_drop: [ALL]', 'cap_drop: [NET_RAW]', 'service store: it drops all capabilities'],
      [file, 'no-new-privileges:true', 'seccomp:unconfined', 'service store: it gains no privileges'],
      [file, /memory: 1G, pids: 512/, 'pids: 512', 'service kafka: it has limits'],
      [
        file,
        /    healthcheck:\n      test: \[CMD, pg_isready[^]*?retries: 12\n/,
        '',
        'service keys: it has a health check',
      ],
      [file, 'ACTA_STORE_USER: acta', 'ACTA_STORE_USR: acta', 'ACTA_STORE_USR is no setting'],
      [
        file,
        'ACTA_STORE_PASSWORD_FILE: /secrets/store-password',
        'ACTA_STORE_PASSWORD: swordfish',
        'ACTA_STORE_PASSWORD is a secret, and stands there in clear',
      ],
      [
        file,
        'store-account: { condition: service_completed_successfully }',
        'store-account: { condition: service_healthy }',
        'it waits for store-account to be healthy where that ends',
      ],
      [file, 'max-size: 10m, ', '', 'it keeps its log within bounds'],
    ]);
  });

  it('finds what the Compose Specification does not know', () => {
    finds([
      ['compose.yaml', 'pids: 32', 'pid: 32', /must NOT have additional properties|additional propert/i],
    ]);
  });

  it('finds what Kubernetes does not know', () => {
    finds([
      [
        'kubernetes/api.yaml',
        'runAsNonRoot: true',
        'runAsNonRot: true',
        /api\.yaml: .*runAsNonRot.* does not exist in type/,
      ],
      ['kubernetes/relay.yaml', 'containerPort: 9464', "containerPort: 'x'", /relay\.yaml: .*not assignable/],
      [
        'kubernetes/namespace.yaml',
        'kind: Namespace',
        'kind: Namespaces',
        'Kubernetes knows no Namespaces of v1',
      ],
    ]);
  });

  it('finds what a pod must not be, and what belongs to it and is not there', () => {
    const [api, relay] = ['kubernetes/api.yaml', 'kubernetes/relay.yaml'];
    const [network, notifier] = ['kubernetes/network.yaml', 'kubernetes/notifier.yaml'];
    finds([
      [
        api,
        'runAsNonRoot: true\n        runAsUser: 10001',
        'runAsUser: 0',
        'StatefulSet api: its pods run as nobody special',
      ],
      [
        api,
        'seccompProfile: { type: RuntimeDefault }',
        'seccompProfile: { type: Unconfined }',
        'confined by seccomp',
      ],
      [api, 'automountServiceAccountToken: false', 'automountServiceAccountToken: true', 'carry no token'],
      [
        api,
        'terminationGracePeriodSeconds: 45',
        'terminationGracePeriodSeconds: 10',
        'is given the time to end',
      ],
      [api, 'image: acta:0.1.0', 'image: acta', 'container api: its image is named by a version'],
      [
        api,
        'readOnlyRootFilesystem: true',
        'readOnlyRootFilesystem: false',
        'container api: its root is read-only',
      ],
      [
        api,
        'allowPrivilegeEscalation: false',
        'allowPrivilegeEscalation: true',
        'container api: it gains no privileges',
      ],
      [
        api,
        'capabilities: { drop: [ALL] }',
        'capabilities: { add: [NET_ADMIN] }',
        'container api: it drops all',
      ],
      [api, 'limits: { memory: 768Mi }', 'limits: {}', 'container api: it has a limit of memory'],
      [
        api,
        /          readinessProbe:\n[^]*?failureThreshold: 2\n/,
        '',
        'container api: it is asked whether',
      ],
      [
        api,
        'name: http, containerPort: 3000',
        'name: web, containerPort: 3000',
        'asked at is one of its ports',
      ],
      [
        api,
        'key: store-user',
        'key: store-name',
        'the key store-name of the secret acta-accounts is told of nowhere',
      ],
      [
        api,
        / {6}topologySpreadConstraints:\n[^]*?component: api } }\n/,
        '',
        'its pods may all be on one machine',
      ],
      [
        relay,
        'configMapRef: { name: acta-kafka }',
        'configMapRef: { name: acta-kafca }',
        'no ConfigMap acta-kafca',
      ],
      [
        relay,
        /apiVersion: policy[^]*/,
        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: other }\ndata: { ACTA_PORTT: '3' }\n",
        'no PodDisruptionBudget keeps one of its pods',
      ],
      [relay, 'clusterIP: None', 'clusterIP: 10.0.0.1', 'there is no headless Service relay-nodes'],
      [
        network,
        'component: notifier',
        'component: notify',
        'StatefulSet notifier: no NetworkPolicy is its own',
      ],
      [
        network,
        'policyTypes: [Ingress, Egress]',
        'policyTypes: [Ingress]',
        'none refuses whatever the others do not name',
      ],
      [
        notifier,
        'component: notifier }\n  template',
        'component: notify }\n  template',
        'it does not select its own pods',
      ],
      [
        'kubernetes/secrets.example.yaml',
        "store-password: ''",
        'store-password: swordfish',
        'Secret acta-accounts: it holds a value',
      ],
      ['kubernetes/settings.yaml', 'ACTA_OIDC_ISSUER', 'ACTA_ISSUER', 'ACTA_ISSUER is no setting'],
      [
        'kubernetes/kustomization.yaml',
        '  - network.yaml\n',
        '',
        'network.yaml is in its list and not there, or',
      ],
    ]);
  });

  it('finds what the image must not be', () => {
    const file = 'Dockerfile';
    finds([
      [
        file,
        /node:24\.\d+\.\d+-trixie-slim AS build/,
        'node:latest AS build',
        'a base is named by a version',
      ],
      [file, 'USER 10001:10001', 'USER root', 'its user is a number'],
      [file, /HEALTHCHECK[^]*?\n {2}CMD.*\n/, '', 'it has a health check'],
      [file, 'STOPSIGNAL SIGTERM', 'STOPSIGNAL SIGINT', 'it says how it is stopped'],
      [file, 'npm ci', 'npm install', 'it installs what the lock file says'],
      [file, 'COPY deploy/health.mjs', 'ADD deploy/health.mjs', 'it adds nothing from elsewhere'],
      [file, /CMD \["node", "--max.*/, 'CMD node apps/api/dist/main.js', 'it is started without a shell'],
      [file, 'image.version="0.1.0"', 'image.version="0.0.1"', 'its label says'],
    ]);
    finds([[file, 'WORKDIR /app\nCOPY . .', 'WORKDIR app\nCOPIES . .', /Unknown instruction: COPIES/]]);
  });

  it('finds an app that is run in another way than package.json runs it', () => {
    const flag = / --heap-growing-percent=\d+,/;
    for (const file of ['compose.yaml', 'kubernetes/relay.yaml'])
      finds([[file, flag, '', /apps\/relay\/dist\/main\.js is run in another way .*: node --max/]]);
  });

  it('finds YAML that says a thing twice', () => {
    finds([
      [
        'kubernetes/namespace.yaml',
        'kind: Namespace',
        'kind: Namespace\nkind: Namespace',
        'Map keys must be unique',
      ],
    ]);
  });
});
