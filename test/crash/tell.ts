import { writeSync } from 'node:fs';

const CELL = new Int32Array(new SharedArrayBuffer(4));

/** Writes to standard output before it returns: what a kill finds told was told. Waits where the parent reads slowly. */
export function tell(text: string): void {
  for (let left = Buffer.from(text); left.length > 0;) {
    try {
      left = left.subarray(writeSync(1, left));
    } catch (error) {
      // The pipe is full, and does not block.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(CELL, 0, 0, 5);
    }
  }
}
