/** One row in a process of its own: no row inherits another's heap or compiled code, and one that hangs can be ended. */
import type { Asked, Told } from './messages.js';
import { rows } from './rows.js';

function tell(message: Told): void {
  process.send?.(message);
}

let finished = false;
// The bench itself is gone: nobody else would end what this row has started.
process.once('disconnect', () => {
  if (!finished) process.kill(-process.pid, 'SIGKILL');
});

process.once('message', (asked: Asked) => {
  const row = rows[asked.name];
  if (row === undefined) throw new RangeError(`no row ${asked.name}`);
  row
    .run({ ...asked, progress: (text) => tell({ kind: 'progress', text }) })
    .then(
      (lines) => tell({ kind: 'lines', lines }),
      (error: unknown) =>
        tell({
          kind: 'failed',
          reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
        }),
    )
    .finally(() => {
      finished = true;
      process.disconnect();
    });
});
