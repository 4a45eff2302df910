import { anyHost, run } from '@acta/cli';
import { settingsOf } from './on-store.js';

const VERSION = '0.1.0';

/**
 * Runs a command line as `acta` does, and gives what it printed; with `atTerminal`, standard error is one. `signal` is what
 * Ctrl-C gives.
 */
export async function acta(
  args: readonly string[],
  env: Record<string, string> = {},
  {
    atTerminal = false,
    signal = new AbortController().signal,
    onOut = () => undefined,
  }: { atTerminal?: boolean; signal?: AbortSignal; onOut?: (text: string) => void } = {},
) {
  const out: Uint8Array[] = [];
  let err = '';
  const io = {
    out: async (chunk: string | Uint8Array) => {
      out.push(Buffer.from(chunk as string));
      onOut(String(chunk));
    },
    interrupted: () => signal,
    err: (text: string) => void (err += text),
    input: () => Promise.resolve(''),
    line: () => Promise.resolve(undefined),
    terminal: { in: false, out: false, err: atTerminal },
    env: { ...settingsOf(folderOf(args, env)), ...env },
  };
  const code = await run(args, io, anyHost(io.env, VERSION), VERSION);
  return { code, out: Buffer.concat(out).toString(), err };
}

/** The data folder that a command line works on. */
function folderOf(args: readonly string[], env: Record<string, string>): string {
  const flag = args.indexOf('--data');
  return (flag === -1 ? env['ACTA_DATA'] : args[flag + 1]) ?? '';
}
