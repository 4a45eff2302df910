import { describe, expect, it } from '@jest/globals';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { repository } from './repository.js';

interface Manifest {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
}

const read = (file: string): unknown => JSON.parse(readFileSync(join(repository, file), 'utf8'));
const manifest = (folder: string): Manifest => read(`${folder}/package.json`) as Manifest;

/** Folders of the apps and libraries that exist. */
const workspaces = globSync(['apps/*/package.json', 'libs/*/package.json', 'libs/adapters/*/package.json'], {
  cwd: repository,
})
  .map((file) => file.replace('/package.json', ''))
  .sort();

const references = (tsconfig: string): string[] =>
  ((read(tsconfig) as { references?: { path: string }[] }).references ?? []).map(({ path }) => path);

const compilerOptions = (tsconfig: string): { types?: string[]; lib?: string[] } =>
  (read(tsconfig) as { compilerOptions: { types?: string[]; lib?: string[] } }).compilerOptions;

describe('the workspace', () => {
  it('has every app and library in nest-cli.json, each with its own tsconfig and the tsc builder', () => {
    const { projects } = read('nest-cli.json') as { projects: Record<string, object> };
    const expected = workspaces.map((root) => {
      const app = root.startsWith('apps/');
      return [
        root.replace(/^.*\//, ''),
        {
          type: app ? 'application' : 'library',
          root,
          sourceRoot: `${root}/src`,
          entryFile: app ? 'main' : 'index',
          compilerOptions: { builder: { type: 'tsc' }, tsConfigPath: `${root}/tsconfig.json` },
        },
      ];
    });
    expect(projects).toEqual(Object.fromEntries(expected));
  });

  it('builds every app and library, specs included', () => {
    const specs = workspaces
      .map((root) => `${root}/tsconfig.spec.json`)
      .filter((file) => existsSync(join(repository, file)));
    expect(references('tsconfig.json').sort()).toEqual([...workspaces, ...specs, 'test'].sort());
  });

  it.each(workspaces)('%s: the compiler is told of the same packages as npm', (root) => {
    const { dependencies = {} } = manifest(root);
    // The schemas are JSON: there is nothing in them to compile.
    const ours = Object.keys(dependencies).filter((name) => /^@acta\/(?!schemas$)/.test(name));
    const referenced = references(`${root}/tsconfig.json`).map((path) => normalize(join(root, path)));
    expect(referenced.map((path) => manifest(path).name).sort()).toEqual(ours.sort());
  });

  it('gives one version to a package that several depend on', () => {
    const versions = new Map<string, Set<string>>();
    for (const root of ['.', ...workspaces])
      for (const [name, version] of Object.entries(manifest(root).dependencies ?? {}))
        versions.set(name, (versions.get(name) ?? new Set()).add(version));
    expect([...versions].filter(([, found]) => found.size > 1)).toEqual([]);
  });

  it('pins every version', () => {
    const loose = ['.', ...workspaces].flatMap((root) =>
      Object.entries(manifest(root).dependencies ?? {}).filter(([, v]) => !/^\d+\.\d+\.\d+$/.test(v)),
    );
    expect(loose).toEqual([]);
  });

  it('compiles domain and projections without Node or DOM in sight', () => {
    for (const name of ['domain', 'projections']) {
      const { types, lib } = compilerOptions(`libs/${name}/tsconfig.json`);
      expect({ name, types, lib }).toEqual({ name, types: [], lib: undefined });
    }
    expect(compilerOptions('tsconfig.base.json').lib).toEqual(['ES2024']);
  });

  it.each(['start', 'acta'])('npm run %s becomes acta, so that a signal to npm reaches it', (script) => {
    // The shell that npm starts passes no signal on: the server would go on, orphaned.
    const { scripts } = read('package.json') as { scripts: Record<string, string> };
    expect(scripts[script]).toMatch(/&& exec acta\b/);
  });
});
