/**
 * Who may import whom (DESIGN.md, section 10). `test/architecture/imports.spec.ts` plants a violation of each rule.
 *
 * Workspace packages (`@acta/…`) are resolved to their sources through the paths of `tsconfig.imports.json`, so that
 * nothing needs to be built and cycles across packages are seen. Type-only imports count.
 */
const SPEC = '\\.spec\\.ts$';
const ADAPTER = '^libs/adapters/';
const TESTING = '^libs/testing/';

/** A library's production code may import itself, these libraries, and what `packages` allows. */
const library = (name, libraries, why) => ({
  name: `${name}-imports`,
  comment: `${name} may import ${libraries.length === 0 ? 'no other library' : libraries.join(', ')}: ${why}`,
  severity: 'error',
  from: { path: `^libs/${name}/`, pathNot: SPEC },
  to: { path: '^(libs|apps|test)/', pathNot: [name, ...libraries].map((each) => `^libs/${each}/`) },
});

/** Pure libraries: of Node's modules and of npm only what is named. */
const pure = (name, packages, core = []) => ({
  name: `${name}-is-pure`,
  comment: `${name} is pure: no I/O, no framework; of npm only ${packages.join(', ') || 'nothing'}.`,
  severity: 'error',
  from: { path: `^libs/${name}/`, pathNot: SPEC },
  to: {
    dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'],
    pathNot: [...packages.map((each) => `node_modules/${each}/`), ...core.map((each) => `^(node:)?${each}$`)],
  },
});

export default {
  forbidden: [
    library('domain', [], 'everything rests on it, it rests on nothing.'),
    library('projections', ['domain'], 'views are folds of events.'),
    library('reporting', ['domain', 'projections'], 'a document is made of views.'),
    library(
      'application',
      ['domain', 'projections', 'reporting'],
      'it owns the ports; adapters implement them.',
    ),
    library(
      'runtime',
      ['domain', 'projections', 'reporting', 'application', 'integrity', 'adapters'],
      'it wires, it serves nobody.',
    ),
    library(
      'testing',
      ['domain', 'projections', 'reporting', 'application', 'integrity', 'adapters'],
      'it helps tests, apps do not.',
    ),
    library('client', [], 'it knows the API by its document alone, as anybody else would.'),
    library('integrity', [], 'whoever verifies a log needs nothing else of it.'),
    pure('domain', ['canonicalize']),
    pure('projections', []),
    pure('reporting', ['csv-stringify', 'diff', 'docx', 'fflate']),
    pure('integrity', [], ['crypto']),
    {
      name: 'adapters-imports',
      comment: 'An adapter implements ports of application, on domain, projections and integrity.',
      severity: 'error',
      from: { path: ADAPTER, pathNot: SPEC },
      to: {
        path: '^(libs|apps|test)/',
        pathNot: [ADAPTER, '^libs/(domain|projections|application|integrity)/'],
      },
    },
    {
      name: 'adapters-are-apart',
      comment: 'Siblings never import each other: what two adapters share belongs to application.',
      severity: 'error',
      from: { path: '^libs/adapters/([^/]+)/' },
      to: { path: ADAPTER, pathNot: '^libs/adapters/$1/' },
    },
    {
      name: 'apps-imports',
      comment: 'An app reaches adapters through runtime, and no other app.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: SPEC },
      to: { path: '^(libs|apps|test)/', pathNot: ['^apps/$1/', '^libs/(?!adapters/|testing/)'] },
    },
    {
      name: 'testing-in-tests-alone',
      comment: 'Test helpers are for specs and test/.',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: [SPEC, TESTING] },
      to: { path: `${TESTING}|${SPEC}|^test/` },
    },
    {
      name: 'nest-at-the-edges',
      comment: 'Nest appears in runtime and apps alone: the rest must outlive the framework.',
      severity: 'error',
      from: { path: '^libs/', pathNot: '^libs/runtime/' },
      to: { path: 'node_modules/@nestjs/' },
    },
    {
      name: 'packages-by-their-names',
      comment: 'Another package is imported by its name (@acta/…), never by a relative path into its files.',
      severity: 'error',
      from: { path: '^(libs/adapters/[^/]+|libs/[^/]+|apps/[^/]+)/' },
      to: { path: '^(libs|apps)/', pathNot: '^$1/', dependencyTypesNot: ['aliased'] },
    },
    {
      name: 'no-cycles',
      comment: 'Files of a cycle can only be understood, tested and changed together.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'Nothing imports this file and it imports nothing: delete it, or export it from its package.',
      severity: 'error',
      from: { orphan: true, pathNot: [SPEC, '/src/(index|main)\\.ts$', '\\.d\\.ts$'] },
      to: {},
    },
    {
      name: 'resolvable',
      comment: 'An import that cannot be resolved escapes every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    exclude: { path: '(^|/)(dist|var)/' },
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.imports.json' },
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.json', '.d.ts'],
    },
  },
};
