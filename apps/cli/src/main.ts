import { createRequire } from 'node:module';
import { createInterface, type Interface } from 'node:readline/promises';
import type { Io } from './io.js';
import { run } from './run.js';
import { anyHost } from './any-host.js';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
const { stdin, stdout, stderr } = process;

let lines: { reader: Interface; next: AsyncIterator<string> } | undefined;

const io: Io = {
  out: (chunk) =>
    new Promise((resolve, reject) => {
      stdout.write(chunk, (error) => (error instanceof Error ? reject(error) : resolve()));
    }),
  err: (text) => void stderr.write(text),
  async input() {
    const chunks: Buffer[] = [];
    for await (const chunk of stdin as AsyncIterable<Buffer>) chunks.push(chunk);
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  },
  async line() {
    if (lines === undefined) {
      const reader = createInterface({ input: stdin });
      lines = { reader, next: reader[Symbol.asyncIterator]() };
    }
    const next = await lines.next.next();
    return next.done === true ? undefined : next.value;
  },
  interrupted() {
    const stopping = new AbortController();
    const stop = (): void => stopping.abort();
    process.once('SIGINT', stop).once('SIGTERM', stop);
    return stopping.signal;
  },
  terminal: { in: stdin.isTTY, out: stdout.isTTY, err: stderr.isTTY },
  env: process.env,
};

// Whoever reads our output may stop reading (`acta replay … | head`): that is no failure.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await run(process.argv.slice(2), io, anyHost(process.env, version), version);
lines?.reader.close();
