import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repository, runTool } from './repository.js';

/** The linter's rules that this code base leans on, each broken once under its own configuration. */
const planted: { rule: string; file: string; source: string }[] = [
  {
    rule: 'no-restricted-properties',
    file: 'libs/domain/src/now.ts',
    source: 'export const now = Date.now();',
  },
  {
    rule: 'no-restricted-properties',
    file: 'libs/domain/src/take.ts',
    source: 'export const { now } = Date;',
  },
  {
    rule: 'no-restricted-properties',
    file: 'libs/projections/src/dice.ts',
    source: 'export const dice = Math.random();',
  },
  {
    rule: 'no-restricted-syntax',
    file: 'libs/domain/src/today.ts',
    source: 'export const today = new Date();',
  },
  {
    rule: 'no-restricted-syntax',
    file: 'libs/projections/src/text.ts',
    source: 'export const text = Date();',
  },
  {
    rule: '@typescript-eslint/no-explicit-any',
    file: 'libs/runtime/src/any.ts',
    source: 'export const f = (x: any): string => String(x);',
  },
  {
    rule: '@typescript-eslint/no-floating-promises',
    file: 'libs/runtime/src/floating.ts',
    source: 'Promise.resolve(1); export {};',
  },
  {
    rule: '@typescript-eslint/switch-exhaustiveness-check',
    file: 'libs/domain/src/silent.ts',
    source:
      "export function f(x: 'a' | 'b'): number { switch (x) { case 'a': return 1; default: return 2; } }",
  },
  {
    rule: '@typescript-eslint/consistent-type-imports',
    file: 'libs/runtime/src/types.ts',
    source: "import { Stats } from 'node:fs'; export type S = Stats;",
  },
  {
    rule: 'max-lines-per-function',
    file: 'libs/runtime/src/long.ts',
    source: `export function long(): number {\n let n = 0;\n${' n += 1;\n'.repeat(80)} return n;\n}`,
  },
  {
    rule: 'max-lines',
    file: 'libs/runtime/src/huge.ts',
    source: Array.from({ length: 500 }, (_, i) => `export const n${i} = ${i};`).join('\n'),
  },
];

const pure = 'libs/domain/src/pure.ts';

interface Result {
  filePath: string;
  messages: { ruleId: string | null; message: string }[];
}

let tree: string;
let results: Result[];

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'acta-lint-'));
  cpSync(join(repository, 'eslint.config.js'), join(tree, 'eslint.config.js'));
  cpSync(join(repository, 'tsconfig.base.json'), join(tree, 'tsconfig.base.json'));
  symlinkSync(join(repository, 'node_modules'), join(tree, 'node_modules'));
  write('package.json', '{ "type": "module" }');
  write('tsconfig.json', '{ "extends": "./tsconfig.base.json", "include": ["libs"] }');
  write(pure, 'export const at = (ms: number): string => new Date(ms).toISOString();');
  for (const { file, source } of planted) write(file, source);
  results = JSON.parse(runTool('eslint', ['.', '--format', 'json'], tree)) as Result[];
});

afterAll(() => {
  rmSync(tree, { recursive: true, force: true });
});

function write(file: string, source: string): void {
  mkdirSync(dirname(join(tree, file)), { recursive: true });
  writeFileSync(join(tree, file), `${source}\n`);
}

function messagesOn(file: string): Result['messages'] {
  return results.find(({ filePath }) => filePath.endsWith(`/${file}`))?.messages ?? [];
}

describe('the linter', () => {
  it.each(planted)('$rule catches $file', ({ rule, file }) => {
    expect(messagesOn(file).map(({ ruleId }) => ruleId)).toContain(rule);
  });

  it('names the replacement of a clock and of chance in pure code', () => {
    expect(messagesOn('libs/domain/src/now.ts')[0]?.message).toContain(
      'Take the moment from the event or the command',
    );
    expect(messagesOn('libs/projections/src/dice.ts')[0]?.message).toContain(
      'Take ids and nonces as arguments',
    );
  });

  it('allows a date that is computed from its arguments', () => {
    expect(results.map(({ filePath }) => filePath.endsWith(pure))).toContain(true);
    expect(messagesOn(pure)).toEqual([]);
  });
});
