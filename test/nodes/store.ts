import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Order, Told } from '../fake-eventstore/child.js';

/** What both nodes write to. */
export interface SharedStore {
  connectionString: string;
  /** What the fake can be told to do wrong; undefined for a real server, which cannot. */
  fake: { tell(order: Order): Promise<number> } | undefined;
  stop(): Promise<void>;
}

/** The server that `EVENTSTORE_URL` names; otherwise the fake, in a process of its own. */
export async function openStore(): Promise<SharedStore> {
  const real = process.env['EVENTSTORE_URL'];
  if (real !== undefined && real !== '')
    return { connectionString: real, fake: undefined, stop: () => Promise.resolve() };
  const child = fork(fileURLToPath(new URL('../fake-eventstore/child.js', import.meta.url)));
  const told = await heard(child);
  if (!('connectionString' in told)) throw new Error('the fake did not say where it is');
  return {
    connectionString: told.connectionString,
    fake: {
      async tell(order) {
        const answer = heard(child);
        child.send(order);
        const answered = await answer;
        return 'appendsToCome' in answered ? answered.appendsToCome : 0;
      },
    },
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function heard(child: ChildProcess): Promise<Told> {
  const settled = new AbortController();
  const { signal } = settled;
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error('the fake has ended');
  });
  try {
    const [told] = (await Promise.race([once(child, 'message', { signal }), ended])) as [Told];
    return told;
  } finally {
    ended.catch(() => undefined);
    settled.abort();
  }
}
