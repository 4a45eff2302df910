// Manifests of Kubernetes: by its own types, by what belongs together, and by what every pod of ours keeps to.
import { broken, environmentFaults, isNobodySpecial, isPinned } from './rules.mjs';
import { typeFaults } from './types.mjs';

/** Seconds that the API takes to let requests end, at most (`apps/api/src/run.ts`), and some to close the record. */
const DRAIN = 20;

const podRules = [
  [
    'its pods run as nobody special',
    ({ securityContext: s }) => s?.runAsNonRoot === true && isNobodySpecial(s.runAsUser),
  ],
  [
    'its pods are confined by seccomp',
    ({ securityContext: s }) => s?.seccompProfile?.type === 'RuntimeDefault',
  ],
  ['its pods carry no token of Kubernetes', (pod) => pod.automountServiceAccountToken === false],
  ['its pods have a service account of their own', (pod) => pod.serviceAccountName !== undefined],
  ['its pods share nothing with their machine', (p) => !p.hostNetwork && !p.hostPID && !p.hostIPC],
  [
    'its volumes are none of its machine',
    ({ volumes = [] }) => volumes.every((volume) => volume.hostPath === undefined),
  ],
  ['it is given the time to end', (pod) => (pod.terminationGracePeriodSeconds ?? 0) > DRAIN],
];

const containerRules = [
  ['its image is named by a version, not by what is newest', ({ image }) => isPinned(image)],
  ['its root is read-only', ({ securityContext: s }) => s?.readOnlyRootFilesystem === true],
  [
    'it gains no privileges',
    ({ securityContext: s }) => s?.allowPrivilegeEscalation === false && !s.privileged,
  ],
  ['it drops all capabilities', ({ securityContext: s }) => s?.capabilities?.drop?.includes('ALL') === true],
  ['it asks for processor and memory', ({ resources: r }) => r?.requests?.cpu && r.requests.memory],
  ['it has a limit of memory', ({ resources: r }) => r?.limits?.memory !== undefined],
  [
    'it is asked whether it has started, lives and is ready',
    (c) => c.startupProbe !== undefined && c.livenessProbe !== undefined && c.readinessProbe !== undefined,
  ],
  [
    'what it is asked at is one of its ports',
    ({ ports = [], startupProbe, livenessProbe, readinessProbe }) =>
      [startupProbe, livenessProbe, readinessProbe].every(
        (probe) => probe === undefined || ports.some(({ name }) => name === probe.httpGet?.port),
      ),
  ],
];

const matches = (labels = {}, wanted = {}) =>
  Object.entries(wanted).every(([name, value]) => labels[name] === value);

/** What a container refers to and is not there. */
function missing(where, container, { kinds, example }) {
  const faults = [];
  for (const { configMapRef } of container.envFrom ?? [])
    if (!kinds('ConfigMap').some(({ metadata }) => metadata.name === configMapRef?.name))
      faults.push(`${where}: there is no ConfigMap ${configMapRef?.name}`);
  for (const { valueFrom } of container.env ?? []) {
    const { name, key } = valueFrom?.secretKeyRef ?? {};
    if (name !== undefined && example(name)?.[key] === undefined)
      faults.push(`${where}: the key ${key} of the secret ${name} is told of nowhere`);
  }
  return faults;
}

function workloadFaults(workload, context) {
  const { kind, metadata, spec } = workload;
  const where = `${kind} ${metadata.name}`;
  const { metadata: { labels } = {}, spec: pod } = spec.template;
  const faults = broken(where, podRules, pod);
  for (const container of [...(pod.initContainers ?? []), ...pod.containers]) {
    const own = `${where}, container ${container.name}`;
    const values = Object.fromEntries((container.env ?? []).map(({ name, value }) => [name, value]));
    faults.push(
      ...broken(own, containerRules, container),
      ...environmentFaults(own, values, context.settings),
      ...missing(own, container, context),
    );
  }
  for (const { secret } of pod.volumes ?? [])
    if (secret !== undefined && context.example(secret.secretName) === undefined)
      faults.push(`${where}: the secret ${secret.secretName} is told of nowhere`);
  if (!matches(labels, spec.selector?.matchLabels)) faults.push(`${where}: it does not select its own pods`);
  const selecting = (kind_, by) =>
    context.kinds(kind_).filter((each) => matches(labels, by(each)) && by(each));
  if (spec.replicas > 1 && selecting('PodDisruptionBudget', (b) => b.spec.selector?.matchLabels).length === 0)
    faults.push(`${where}: no PodDisruptionBudget keeps one of its pods`);
  if (spec.replicas > 1 && (pod.topologySpreadConstraints ?? []).length === 0)
    faults.push(`${where}: its pods may all be on one machine`);
  if (selecting('NetworkPolicy', (p) => p.spec.podSelector.matchLabels).length === 0)
    faults.push(`${where}: no NetworkPolicy is its own`);
  if (kind === 'StatefulSet' && !selecting('Service', (s) => s.spec.selector).some(isHeadlessOf(spec)))
    faults.push(`${where}: there is no headless Service ${spec.serviceName} of its pods`);
  return faults;
}

const isHeadlessOf =
  ({ serviceName }) =>
  ({ metadata, spec }) =>
    metadata.name === serviceName && spec.clusterIP === 'None';

/** That nothing passes which no policy names. */
function policyFaults(policies) {
  const denies = ({ spec }) =>
    Object.keys(spec.podSelector).length === 0 &&
    spec.policyTypes?.includes('Ingress') &&
    spec.policyTypes.includes('Egress') &&
    spec.ingress === undefined &&
    spec.egress === undefined;
  return policies.length > 0 && !policies.some(denies)
    ? ['NetworkPolicy: none refuses whatever the others do not name']
    : [];
}

/** What is wrong with manifests. @param files name → its documents */
export function manifestFaults(files, settings) {
  const entries = Object.entries(files).flatMap(([file, documents]) =>
    documents.filter(({ kind }) => kind !== 'Kustomization').map((manifest) => ({ file, manifest })),
  );
  const manifests = entries.map(({ manifest }) => manifest);
  const kinds = (kind) => manifests.filter((manifest) => manifest.kind === kind);
  const example = (name) => kinds('Secret').find(({ metadata }) => metadata.name === name)?.stringData;
  const faults = typeFaults(manifests).map(([i, why]) => `${entries[i].file}: ${why}`);
  if (faults.length > 0) return faults;

  for (const { metadata, data = {}, stringData = {} } of kinds('Secret'))
    if (Object.values({ ...data, ...stringData }).some((value) => value !== ''))
      faults.push(`Secret ${metadata.name}: it holds a value; a secret has no place in a file here`);
  for (const { metadata, data } of kinds('ConfigMap'))
    faults.push(...environmentFaults(`ConfigMap ${metadata.name}`, data ?? {}, settings));
  for (const workload of [...kinds('StatefulSet'), ...kinds('Deployment')])
    faults.push(...workloadFaults(workload, { kinds, example, settings }));
  faults.push(...policyFaults(kinds('NetworkPolicy')));

  for (const { resources = [] } of Object.values(files)
    .flat()
    .filter(({ kind }) => kind === 'Kustomization'))
    for (const file of [...Object.keys(files), ...resources])
      if (resources.includes(file) !== (file in files && !/(example|kustomization)\b/.test(file)))
        faults.push(`kustomization.yaml: ${file} is in its list and not there, or the other way round`);
  return faults;
}
