/**
 * Kills a writing process at random instants, over and over, and looks at what it left. Every acknowledged event must be
 * there exactly once, revisions and positions without gaps, and the writer's settings must read back as durable.
 * `ACTA_CRASH_CYCLES` (100) says how often. Ends at the first fault, with status 1; its last line counts what was tried.
 */
import { checkJournal } from '@acta/sqlite';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { start } from './child.js';
import { diskFull } from './disk-full.js';
import { openStore } from './log.js';
import { lostAnswers } from './lost-answers.js';
import { type Result, runSuite, say } from './suite.js';
import { type Acknowledged, acknowledgedBy, faultsOf } from './verify.js';

/** How long the child may write, and how long it takes to start: some of the kills hit it while it opens. */
const WRITING_MS = 400;
const STARTING_MS = 200;

interface Cycle {
  acknowledged: number;
  faults: string[];
}

/** One life of the child, and a look at the file after it. */
async function cycle(file: string, acknowledged: Acknowledged): Promise<Cycle> {
  const child = start('./writer.child.js', { args: [file] });
  const whileOpening = randomInt(10) === 0;
  if (!whileOpening) await child.wrote('ready');
  await new Promise((resolve) => setTimeout(resolve, randomInt(whileOpening ? STARTING_MS : WRITING_MS)));
  const errors = await child.kill();
  const faults = errors === '' ? [] : [`the child failed: ${errors}`];
  const told = acknowledgedBy(child.lines);
  for (const [id, place] of told) acknowledged.set(id, place);
  const store = await openStore(file);
  faults.push(...(await faultsOf(store, acknowledged)));
  await store.close();
  return { acknowledged: told.size, faults };
}

/** Tries the two ways to lose an append, a full disk, each kill, and the file at the end. */
async function run(folder: string, cycles: number): Promise<Result> {
  let passed = 0;
  for (const trial of [lostAnswers, diskFull]) {
    const faults = await trial(folder);
    if (faults.length > 0) return { passed, faults };
    passed++;
  }
  say('a lost write, a lost answer, a full disk: each acknowledged event there once');
  const file = join(folder, 'journal.db');
  const acknowledged: Acknowledged = new Map();
  let productive = 0;
  for (let i = 1; i <= cycles; i++) {
    const result = await cycle(file, acknowledged);
    if (result.faults.length > 0)
      return { passed, faults: result.faults.map((fault) => `cycle ${i}: ${fault}`) };
    if (result.acknowledged > 0) productive++;
    passed++;
  }
  const { events, faults } = await checkJournal({ file });
  if (faults.length > 0) return { passed, faults: faults.map(({ message }) => message) };
  say(
    `${cycles} kills, ${productive} of them with acknowledged events; ${acknowledged.size} acknowledged, all there once; ` +
      `${events} positions without a gap; synchronous reads back 2 (FULL) each time`,
  );
  return { passed: passed + 1, faults: [] };
}

await runSuite('crash', (folder) => run(folder, Number(process.env['ACTA_CRASH_CYCLES'] ?? 100)));
