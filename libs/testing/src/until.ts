import { setTimeout as pause } from 'node:timers/promises';

/**
 * How long what must come is waited for, in milliseconds: so long that on a machine that is busy with much else, too, only
 * what does not come at all is missed.
 */
export const PATIENCE_MS = 60_000;

const LOOK_MS = 10;

/** Resolves when the condition holds. @throws where it does not within so many milliseconds */
export async function until(
  holds: () => boolean | Promise<boolean>,
  withinMs: number = PATIENCE_MS,
): Promise<void> {
  for (const began = performance.now(); !(await holds());) {
    if (performance.now() - began > withinMs) throw new Error(`waited ${String(withinMs)} ms in vain`);
    await pause(LOOK_MS);
  }
}
