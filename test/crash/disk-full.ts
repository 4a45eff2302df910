import { start } from './child.js';
import { openStore } from './log.js';
import { acknowledgedBy, faultsOf } from './verify.js';

/** What a process may write to one file, in blocks of 512 or 1,024 bytes as the shell counts them. */
const MOST_BLOCKS = 400;

/**
 * A write fails for want of space: the process is told to stop, takes nothing more, and what it acknowledged before is
 * there once. Gives the faults found.
 */
export async function diskFull(folder: string): Promise<string[]> {
  const file = `${folder}/full.db`;
  const child = start(`./disk-full.child.js`, { args: [file], mostBlocks: MOST_BLOCKS });
  const errors = await child.ended;
  const faults = errors === '' ? [] : [`the child failed: ${errors}`];
  if (!child.lines.includes('fatal')) faults.push('the failure was not told');
  if (child.lines.at(-1)?.startsWith('then StoreRefused') !== true)
    faults.push(`after the failure: ${child.lines.at(-1) ?? 'nothing'}`);
  const acknowledged = acknowledgedBy(child.lines);
  if (acknowledged.size === 0) faults.push('nothing was acknowledged before the failure');
  const store = await openStore(file);
  faults.push(...(await faultsOf(store, acknowledged)));
  await store.close();
  return faults.map((fault) => `disk full: ${fault}`);
}
