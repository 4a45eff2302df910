/**
 * The server that is killed: it serves a record on the port that it is given, and records acts as fast as it can, or none
 * where it is told to keep still. What is acknowledged is told on standard output at once: its journal position.
 */
import { randomInt, randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { serve } from '@acta/api';
import { executeCommand, holderOfTheFolder, prepare } from '@acta/application';
import type { Command } from '@acta/domain';
import { type Config, loadConfig, openActa } from '@acta/runtime';
import { openWebhookSender } from '@acta/webhooks';
import { GROUPS, SECRETARIAT, WEBHOOK_ALLOW } from './feed-log.js';

const WRITERS = 4;

const [data = '', port = '', still] = process.argv.slice(2);
const config: Config = {
  ...loadConfig({ ACTA_DATA: data, ACTA_PORT: port, ACTA_WEBHOOK_ALLOW: WEBHOOK_ALLOW }),
  streamsEach: 1_000,
};
const acta = await openActa(config, { mode: 'write' });
acta.authenticator = {
  authenticate: (token) =>
    Promise.resolve({
      issuer: 'https://issuer.test',
      subject: token,
      grants: token === SECRETARIAT ? [{ role: 'secretariat' }] : [],
      claimsOffices: false,
    }),
};
acta.delivery = { firstRetryMs: 20, longestRetryMs: 100, mostAttempts: 6 };
// While it is killed over and over, a receiver that hangs is given up soon.
const hasty = { connectMs: 500, answerMs: 500 };
acta.sender = openWebhookSender({ allow: [WEBHOOK_ALLOW], ...(still === undefined ? hasty : {}) });

const principal = holderOfTheFolder(randomUUID());
const give = async (command: Command): Promise<void> => {
  const { position } = await executeCommand(
    { command, principal },
    { ...acta, prepare: (request) => prepare(request, acta) },
  );
  writeSync(1, `${String(position)}\n`);
};

/** Groups are there from the first start on; contributions, some of which few may read, come without end. */
async function establish(): Promise<void> {
  const { position } = acta.journal.head();
  if (position > 0) return;
  for (const group of GROUPS) {
    await give({
      type: 'establish-group',
      data: { group, acronym: group, name: { language: 'en', text: 'A group' } },
    });
    await give({ type: 'plan-meeting', data: { group, ordinal: 1, held: { from: '2031-01-01' } } });
  }
}

async function write(): Promise<never> {
  for (;;) {
    const group = GROUPS[randomInt(GROUPS.length)] ?? '';
    await give({
      type: 'submit-contribution',
      stream: `meeting-${group}-1`,
      data: {
        number: randomUUID(),
        title: { language: 'en', text: 'A title' },
        sources: [{ name: 'A source' }],
        ...(randomInt(4) === 0 ? { classification: 'states' } : {}),
      },
    });
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

await establish();
await serve(acta);
writeSync(1, 'ready\n');
if (still === undefined) await Promise.all(Array.from({ length: WRITERS }, write));
