import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openNotices } from '@acta/runtime';
import { until } from '@acta/testing/until';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { act } from '../support/acting.js';
import type { Told } from '../support/notifier.js';
import { ServedRecord, ask } from '../support/served.js';

const CHILD = fileURLToPath(new URL('../support/notifier.child.js', import.meta.url));
const ACTS = 40;
const KILLS = 6;

/** A notifier in a process of its own. */
interface Child {
  process: ChildProcess;
  said: string[];
  ended: Promise<number | null>;
}

let record: ServedRecord;
let data: string;
let messages: string;
let children: Child[];

beforeEach(async () => {
  record = await ServedRecord.open();
  data = join(record.temporary.folder, 'notifier');
  messages = join(record.temporary.folder, 'messages.ndjson');
  children = [];
});
afterEach(async () => {
  for (const { process: child } of children) child.kill('SIGKILL');
  await Promise.all(children.map(({ ended }) => ended));
  await record.close();
});

function startChild(): Child {
  const child = spawn(process.execPath, [CHILD, messages], {
    env: {
      PATH: process.env['PATH'],
      ACTA_NOTIFIER_DATA: data,
      ACTA_NOTIFIER_PORT: '0',
      ACTA_API: record.url,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  children.push({ process: child, said, ended });
  return { process: child, said, ended };
}

const urlOf = ({ said }: Child): string | undefined => /^at (http\S+)$/m.exec(said.join(''))?.[1];
const sent = (): Told[] =>
  existsSync(messages)
    ? readFileSync(messages, 'utf8')
        .split('\n')
        .filter((line) => line.endsWith('}'))
        .map((line) => JSON.parse(line) as Told)
    : [];

async function amend(number: number): Promise<string> {
  const text = { language: 'en', text: `Words, ${String(number)} times amended.` };
  await act(record.acta, {
    type: 'amend-outcome',
    stream: 'meeting-CWG-COP-15',
    data: { ordinal: 1, class: 'editorial', text },
    reason: 'a word was missing',
  });
  return text.text;
}

describe('a notifier that is killed while it works', () => {
  it('tells of each act in one notice, and sends again only messages that were on their way', async () => {
    let child = startChild();
    await until(() => urlOf(child) !== undefined);
    const token = await record.token('delegate', 'a delegate');
    const body = { wants: [{ kind: 'acts' }], channel: { kind: 'webhook', url: 'https://hook.example/' } };
    const headers = { authorization: `Bearer ${token}` };
    const made = await ask(`${urlOf(child) ?? ''}/subscriptions`, 'POST', { body, headers });
    expect(made.status).toBe(201);
    for (let number = 1; number <= ACTS; number++) {
      await amend(number);
      if (number % Math.floor(ACTS / KILLS) !== 0) continue;
      child.process.kill('SIGKILL');
      await child.ended;
      child = startChild();
      await until(() => urlOf(child) !== undefined);
    }
    const keys = (): Set<string> => new Set(sent().flatMap(({ what }) => what));
    await until(() => keys().size >= ACTS);
    child.process.kill('SIGTERM');
    expect(await child.ended).toBe(0);
    const notices = await openNotices({ notifierData: data }, () => undefined, new AbortController().signal);
    const { id } = made.body as { id: string };
    const told = notices?.store.notices(id, { limit: 1000 }) ?? [];
    notices?.store.close();
    expect(told.map(({ status }) => status)).toEqual(Array.from({ length: ACTS }, () => 'sent'));
    expect(new Set(told.map(({ key }) => key))).toEqual(keys());
    expect(sent().length).toBeLessThanOrEqual(ACTS + KILLS);
  });

  it('is followed by one that stood by', async () => {
    const first = startChild();
    await until(() => urlOf(first) !== undefined);
    const second = startChild();
    await until(() => second.said.join('').includes('standing by'));
    expect(urlOf(second)).toBeUndefined();
    first.process.kill('SIGKILL');
    await until(() => urlOf(second) !== undefined);
    expect(second.said.join('').match(/standing by/g)).toHaveLength(1);
    const third = startChild();
    await until(() => third.said.join('').includes('standing by'));
    third.process.kill('SIGTERM');
    expect(await third.ended).toBe(0);
  });
});
