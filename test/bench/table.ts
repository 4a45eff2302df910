import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import type { Line } from './row.js';

/** What became of a row: its lines, or why there are none. */
export type Outcome = { name: string; lines: Line[] } | { name: string; failed: string };

/** The table in Markdown, and below it what has no figures and why. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const cells = outcomes.flatMap((outcome) => ('lines' in outcome ? outcome.lines.map(cellsOf) : []));
  const failures = outcomes.flatMap((outcome) =>
    'failed' in outcome
      ? [`- \`${outcome.name}\` gave no figures: ${outcome.failed.split('\n')[0] ?? ''}`]
      : [],
  );
  const head = ['what', 'baseline', 'figures', 'measured', 'goal', 'what bounds it'];
  const table = [head, head.map(() => '---'), ...cells].map((row) => `| ${row.join(' | ')} |`);
  return [...(cells.length === 0 ? [] : table), ...(failures.length === 0 ? [] : ['', ...failures])].join(
    '\n',
  );
}

function cellsOf({ what, baseline, figures, measured, goal, bound }: Line): string[] {
  const verdict =
    goal === undefined ? 'none: for comparison' : `${goal.text}: ${goal.reached ? 'reached' : '**missed**'}`;
  return [what, baseline, figures, measured, verdict, bound].map((cell) => cell.replaceAll('|', '\\|'));
}

const BEGIN = '<!-- results: written by npm run bench -->';
const END = '<!-- end of results -->';

/** Puts the results between the marks of the file, and leaves the rest as it is. */
export async function writeResults(file: string, machine: readonly string[], table: string): Promise<void> {
  const text = readFileSync(file, 'utf8');
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined)
    throw new Error(`${file} has lost its marks ${BEGIN} and ${END}`);
  const written = [before + BEGIN, '', ...machine, '', table, '', END + after].join('\n');
  const options = (await resolveConfig(file)) ?? {};
  writeFileSync(file, await format(written, { ...options, parser: 'markdown' }));
}
