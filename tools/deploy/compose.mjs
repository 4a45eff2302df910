// A compose file: by a linter with the schema of the Compose Specification, and by what every service of ours keeps to.
import { DCLinter } from 'dclint';
import { broken, environmentFaults, isNobodySpecial, isPinned } from './rules.mjs';

/** Rules of taste that the file answers otherwise: what belongs together stands together. */
const ORDER = [
  'service-dependencies-alphabetical-order',
  'service-image-require-explicit-tag',
  'service-keys-order',
  'service-ports-alphabetical-order',
  'services-alphabetical-order',
  'top-level-properties-order',
  'require-quotes-in-ports',
];

function lintFaults(file) {
  const linter = new DCLinter({ rules: Object.fromEntries(ORDER.map((rule) => [rule, 0])), quiet: true });
  return linter
    .lintFiles([file], false)
    .flatMap(({ messages }) => messages.map(({ line, message }) => `line ${line}: ${message}`));
}

/** Services that may do what none else may, and why. */
const ROOT = new Map([
  ['secrets', 'gives the files that it makes to the users of others, without a network'],
]);

const ends = ({ restart }) => restart === 'no';
const limits = ({ deploy }) => deploy?.resources?.limits ?? {};

const rules = [
  ['its image is named by a version, not by what is newest', ({ image }) => isPinned(image)],
  ['its root is read-only', ({ read_only: readOnly }) => readOnly === true],
  ['it drops all capabilities', ({ cap_drop: dropped }) => dropped?.includes('ALL') === true],
  [
    'it gains no privileges',
    ({ security_opt: options, privileged, pid }) =>
      options?.includes('no-new-privileges:true') === true && privileged !== true && pid === undefined,
  ],
  [
    'it has limits of processor, memory and processes',
    (s) => limits(s).cpus && limits(s).memory && limits(s).pids,
  ],
  ['it has a health check, or ends', (s) => ends(s) || s.healthcheck?.test !== undefined],
  [
    'its ports are open on this machine alone',
    ({ ports = [] }) => ports.every((port) => typeof port === 'string' && port.startsWith('127.0.0.1:')),
  ],
  ['it keeps its log within bounds', ({ logging }) => logging?.options?.['max-size'] !== undefined],
];

function serviceFaults(name, service, { services, volumes, networks }, settings) {
  const where = `service ${name}`;
  const faults = broken(where, rules, service);
  if (!isNobodySpecial(service.user) && !ROOT.has(name))
    faults.push(`${where}: its user is a number, and not root's`);
  for (const [other, { condition }] of Object.entries(service.depends_on ?? {}))
    if (services[other] === undefined) faults.push(`${where}: it waits for ${other}, which is not there`);
    else if ((condition === 'service_completed_successfully') !== ends(services[other]))
      faults.push(`${where}: it waits for ${other} to be healthy where that ends, or the other way round`);
  for (const volume of service.volumes ?? []) {
    const [source] = String(volume).split(':');
    if (!source.startsWith('.') && volumes?.[source] === undefined && !(source in (volumes ?? {})))
      faults.push(`${where}: there is no volume ${source}`);
  }
  const joined = Array.isArray(service.networks) ? service.networks : Object.keys(service.networks ?? {});
  for (const network of joined)
    if (!(network in networks)) faults.push(`${where}: there is no network ${network}`);
  return [...faults, ...environmentFaults(where, service.environment ?? {}, settings)];
}

/** What is wrong with a compose file. */
export function composeFaults(file, compose, settings) {
  const faults = lintFaults(file);
  if (faults.length > 0) return faults;
  return Object.entries(compose.services).flatMap(([name, service]) =>
    serviceFaults(name, service, compose, settings),
  );
}
