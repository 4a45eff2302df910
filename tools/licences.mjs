// npm run licences: under which licence each package is that is shipped. With --check, refuses any that is not among those that
// may be; another bill of materials may be named.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { billOfMaterials } from './shipped.mjs';

/** What may be shipped under Apache-2.0 without more than naming it. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
]);

const { values: options, positionals } = parseArgs({
  options: { check: { type: 'boolean' } },
  allowPositionals: true,
});
const [file] = positionals;
const { components } = file === undefined ? billOfMaterials() : JSON.parse(readFileSync(file, 'utf8'));

const licenceOf = ({ licenses = [] }) =>
  licenses.map(({ license, expression }) => expression ?? license?.id ?? license?.name).join(' AND ') ||
  'none';

/** Whether an SPDX expression leaves a choice that is allowed; of nested ones, none is. */
const isAllowed = (licence) =>
  licence
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((each) => ALLOWED.has(each)));

const packages = components
  .map((component) => ({ name: component['bom-ref'], licence: licenceOf(component) }))
  .filter(({ name }) => !name.startsWith('@acta/'));

if (options.check) {
  const refused = packages.filter(({ licence }) => !isAllowed(licence));
  for (const { name, licence } of refused)
    console.error(`${name} is under ${licence}, which is not among ${[...ALLOWED].join(', ')}`);
  if (refused.length === 0) console.log(`licences: ${packages.length} packages, in order`);
  process.exitCode = refused.length === 0 ? 0 : 1;
} else {
  for (const [licence, those] of [...Map.groupBy(packages, (each) => each.licence)].sort())
    console.log(`${licence}\n${those.map(({ name }) => `  ${name}`).join('\n')}`);
}
