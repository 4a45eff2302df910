import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repository, runTool } from './repository.js';

/** A rule that has never failed proves nothing: each is broken here, in a small tree of the same shape. */
const planted: { rule: string; file: string; source: string }[] = [
  { rule: 'domain-imports', file: 'libs/domain/src/up.ts', source: "import '@acta/application';" },
  {
    rule: 'domain-imports',
    file: 'libs/domain/src/up-type.ts',
    source: "import type { A } from '@acta/projections';",
  },
  {
    rule: 'projections-imports',
    file: 'libs/projections/src/up.ts',
    source: "import type { A } from '@acta/reporting';",
  },
  {
    rule: 'reporting-imports',
    file: 'libs/reporting/src/up.ts',
    source: "import type { A } from '@acta/application';",
  },
  { rule: 'application-imports', file: 'libs/application/src/up.ts', source: "import '@acta/sqlite';" },
  {
    rule: 'adapters-imports',
    file: 'libs/adapters/sqlite/src/up.ts',
    source: "import type { A } from '@acta/reporting';",
  },
  {
    rule: 'adapters-are-apart',
    file: 'libs/adapters/sqlite/src/sibling.ts',
    source: "import type { A } from '@acta/files';",
  },
  { rule: 'runtime-imports', file: 'libs/runtime/src/up.ts', source: "import '@acta/api';" },
  {
    rule: 'testing-imports',
    file: 'libs/testing/src/up.ts',
    source: "import type { A } from '@acta/runtime';",
  },
  { rule: 'apps-imports', file: 'apps/api/src/adapter.ts', source: "import type { A } from '@acta/sqlite';" },
  { rule: 'apps-imports', file: 'apps/api/src/other-app.ts', source: "import '@acta/cli';" },
  {
    rule: 'testing-in-tests-alone',
    file: 'libs/runtime/src/helper.ts',
    source: "import type { A } from '@acta/testing';",
  },
  { rule: 'testing-in-tests-alone', file: 'apps/api/src/helper.ts', source: "import '@acta/testing';" },
  { rule: 'client-imports', file: 'libs/client/src/up.ts', source: "import type { A } from '@acta/domain';" },
  { rule: 'domain-is-pure', file: 'libs/domain/src/io.ts', source: "import type { Stats } from 'node:fs';" },
  { rule: 'domain-is-pure', file: 'libs/domain/src/io-bare.ts', source: "import 'fs';" },
  { rule: 'domain-is-pure', file: 'libs/domain/src/package.ts', source: "import type { A } from 'docx';" },
  { rule: 'projections-is-pure', file: 'libs/projections/src/io.ts', source: "import 'node:crypto';" },
  { rule: 'projections-is-pure', file: 'libs/projections/src/package.ts', source: "import 'canonicalize';" },
  {
    rule: 'reporting-is-pure',
    file: 'libs/reporting/src/io.ts',
    source: "import type { Buffer } from 'node:buffer';",
  },
  { rule: 'integrity-imports', file: 'libs/integrity/src/up.ts', source: "import '@acta/domain';" },
  { rule: 'integrity-is-pure', file: 'libs/integrity/src/io.ts', source: "import 'node:fs';" },
  {
    rule: 'nest-at-the-edges',
    file: 'libs/application/src/nest.ts',
    source: "import type { A } from '@nestjs/common';",
  },
  { rule: 'nest-at-the-edges', file: 'libs/adapters/sqlite/src/nest.ts', source: "import '@nestjs/common';" },
  {
    rule: 'packages-by-their-names',
    file: 'libs/runtime/src/deep.ts',
    source: "import '../../domain/src/index.js';",
  },
  { rule: 'resolvable', file: 'libs/runtime/src/nowhere.ts', source: "import '@acta/absent';" },
  { rule: 'no-orphans', file: 'libs/domain/src/alone.ts', source: 'export const alone = 1;' },
  {
    rule: 'no-cycles',
    file: 'libs/domain/src/egg.ts',
    source: "import type { Hen } from './hen.js'; export type Egg = Hen;",
  },
];

/** What the table allows; none of these may be reported. */
const allowed: { file: string; source: string }[] = [
  { file: 'libs/domain/src/hen.ts', source: "import type { Egg } from './egg.js'; export type Hen = Egg;" },
  { file: 'libs/domain/src/hash.ts', source: "import 'canonicalize';" },
  { file: 'libs/domain/src/a.spec.ts', source: "import '@acta/testing'; import 'node:fs';" },
  { file: 'libs/projections/src/view.ts', source: "import '@acta/domain';" },
  {
    file: 'libs/reporting/src/word.ts',
    source: "import '@acta/projections'; import 'docx'; import 'fflate';",
  },
  {
    file: 'libs/application/src/handle.ts',
    source: "import '@acta/domain'; import '@acta/reporting'; import 'node:crypto';",
  },
  { file: 'libs/integrity/src/tree.ts', source: "import 'node:crypto';" },
  { file: 'libs/application/src/a.spec.ts', source: "import '@acta/memory';" },
  {
    file: 'libs/adapters/sqlite/src/store.ts',
    source: "import '@acta/application'; import '@acta/integrity'; import 'node:fs';",
  },
  { file: 'libs/runtime/src/wire.ts', source: "import '@acta/sqlite'; import '@nestjs/common';" },
  { file: 'libs/testing/src/contract.ts', source: "import '@acta/memory'; import '@acta/application';" },
  { file: 'apps/api/src/serve.ts', source: "import '@acta/runtime'; import '@nestjs/common';" },
  {
    file: 'test/e2e/a.spec.ts',
    source: "import '@acta/testing'; import '@acta/sqlite'; import '@acta/api';",
  },
];

const packages = ['domain', 'projections', 'reporting', 'integrity', 'application', 'runtime', 'testing'].map(
  (each) => `libs/${each}`,
);
const adapters = ['sqlite', 'files', 'memory'].map((each) => `libs/adapters/${each}`);
const foreign = ['canonicalize', 'docx', 'fflate', '@nestjs/common'];

interface Violation {
  rule: { name: string };
  from: string;
}

let tree: string;
let violations: Violation[];

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'acta-imports-'));
  for (const name of ['tsconfig.base.json', 'tsconfig.imports.json'])
    cpSync(join(repository, name), join(tree, name));
  for (const each of [...packages, ...adapters, 'apps/api', 'apps/cli'])
    write(`${each}/src/index.ts`, 'export type A = 1;');
  for (const name of foreign) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    write(`node_modules/${name}/index.js`, 'module.exports = {};');
  }
  write(
    'package.json',
    JSON.stringify({ dependencies: Object.fromEntries(foreign.map((name) => [name, '1.0.0'])) }),
  );
  for (const { file, source } of [...planted, ...allowed]) write(file, `${source}\n`);
  violations = cruise();
});

afterAll(() => rmSync(tree, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(tree, file)), { recursive: true });
  writeFileSync(join(tree, file), text);
}

function cruise(): Violation[] {
  const config = join(repository, '.dependency-cruiser.js');
  const report = runTool(
    'depcruise',
    ['apps', 'libs', 'test', '--config', config, '--output-type', 'json'],
    tree,
  );
  return (JSON.parse(report) as { summary: { violations: Violation[] } }).summary.violations;
}

describe('the import table', () => {
  it.each(planted)('$rule catches $file', ({ rule, file }) => {
    const caught = violations.filter(({ from }) => from === file).map((violation) => violation.rule.name);
    expect(caught).toContain(rule);
  });

  it('reports nothing that it allows', () => {
    const files = new Set(allowed.map(({ file }) => file));
    const cycle = 'libs/domain/src/hen.ts';
    expect(violations.filter(({ from }) => files.has(from) && from !== cycle)).toEqual([]);
  });

  it('has a planted violation for every rule', async () => {
    const url = new URL('.dependency-cruiser.js', `file://${repository}/`).href;
    const { default: config } = (await import(url)) as { default: { forbidden: { name: string }[] } };
    const rules = config.forbidden.map(({ name }) => name);
    expect(new Set(planted.map(({ rule }) => rule))).toEqual(new Set(rules));
  });
});
