import { PER_PAIR, checkNonInterference } from './property.js';

/* `npm run test:noninterference`: 2,000 random sequences of requests, or as many as ACTA_SEQUENCES says. */

const wanted = Number(process.env['ACTA_SEQUENCES'] ?? 2000);
const seed = process.env['ACTA_SEED'] === undefined ? {} : { seed: Number(process.env['ACTA_SEED']) };
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const started = performance.now();
let sequences = 0;
let failed = 0;
try {
  await checkNonInterference({ pairs: Math.ceil(wanted / PER_PAIR), ...seed }, () => {
    if (++sequences % 500 === 0) say(`${String(sequences)} sequences`);
  });
} catch (error) {
  failed = 1;
  say(error instanceof Error ? error.message : String(error));
}
say(`${String(Math.round((performance.now() - started) / 1000))} s`);
say(`${String(sequences)} passed, ${String(failed)} failed`);
process.exitCode = failed;
