import { type ChangeNote, type Line, type ProvisionMark, type RedlinedLine, isChanged } from './document.js';
import { redlineText } from './words.js';

/**
 * What became of numbered provisions, in the order of the new ones, each suppressed one after the one that it stood behind.
 * The mark stands beside the text: nothing of it can be taken for the provision's own words.
 */
export function redlineProvisions(
  before: readonly Line[],
  after: readonly Line[],
  { language, changed }: { language: string; changed?: ChangeNote | undefined },
): RedlinedLine[] {
  const old = new Map(before.map((line) => [line.key ?? '', line]));
  const kept = new Set(after.map(({ key = '' }) => key));
  const lines = after.map((line) => provision(old.get(line.key ?? ''), line, language));
  for (const [i, line] of before.entries()) {
    if (kept.has(line.key ?? '')) continue;
    const behind = lines.findIndex((each) => each.provision?.number === before[i - 1]?.key);
    lines.splice(behind + 1, 0, provision(line, undefined, language));
  }
  return lines.map((line) => (isChanged(line) && changed !== undefined ? { ...line, changed } : line));
}

function provision(was: Line | undefined, is: Line | undefined, language: string): RedlinedLine {
  const [old, renewed] = [was?.cells[0] ?? '', is?.cells[0] ?? ''];
  const mark = was === undefined ? 'ADD' : is === undefined ? 'SUP' : markOf(old, renewed);
  return {
    kind: 'provision',
    provision: { number: (is ?? was)?.key ?? '', mark },
    ...(mark === 'ADD' ? { mark: 'inserted' } : mark === 'SUP' ? { mark: 'deleted' } : {}),
    cells: [redlineText(old, renewed, language)],
  };
}

function markOf(old: string, renewed: string): ProvisionMark {
  if (old === renewed) return 'NOC';
  return bare(old) === bare(renewed) ? '(MOD)' : 'MOD';
}

/** The letters and figures alone: where these are the same, only the wording's form was touched. */
function bare(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]/gu, '');
}
