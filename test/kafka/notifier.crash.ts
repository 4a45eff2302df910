/**
 * The notifier under `kill -9` (`npm run test:notifier`): a record is served and relayed to a real broker; the notifier, a
 * process of its own, follows the topic as a group and sends to a real mail server. Meanwhile it is killed and started again,
 * joins as another group (so that it has the whole topic again), records come twice and as replays, and a meeting of the past
 * is taken over. In the end somebody who asked for the acts of a group was told of each once, and of nothing that was no
 * news. Counts come from the environment: ACTA_NOTIFIER_ACTS (200), ACTA_NOTIFIER_KILLS (20). Its last line counts what was tried.
 */
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type MailServer, startMailServer } from '@acta/testing/mail-server';
import { until } from '@acta/testing/until';
import type { KafkaMessage } from 'kafkajs';
import { type Result, runSuite, say } from '../crash/suite.js';
import { contribution, establish, recorderOn } from '../support/feed-record.js';
import { type NotifierProcess, startNotifierProcess } from '../support/notifier-process.js';
import { importSample } from '../support/sample.js';
import { ServedRecord, ask } from '../support/served.js';
import { type Brokers, startBrokers } from './brokers.js';
import { clientOf, consume } from './client.js';
import { startRelay } from './relays.js';

const count = (setting: string, standard: number): number => Number(process.env[setting] ?? standard);
const ACTS = count('ACTA_NOTIFIER_ACTS', 200);
const KILLS = count('ACTA_NOTIFIER_KILLS', 20);
const GROUP = 'AA';
const TOPIC = 'acta.main.feed';
const SETTLING_MS = 120_000;
/** Between two acts. */
const ACT_MS = 250;
/** The longest that a notifier works before it is killed. */
const LONGEST_LIFE_MS = 4_000;
/** Every so many kills, it comes back as another group. */
const REBUILD_EVERY = 5;

/** The notifier, which is killed and started again. */
class Killed {
  #running: NotifierProcess;
  #group = 1;

  constructor(readonly env: Record<string, string>) {
    this.#running = this.#start();
  }

  #start(): NotifierProcess {
    return startNotifierProcess({ ...this.env, ACTA_KAFKA_GROUP: `notifier-${String(this.#group)}` });
  }

  url(): Promise<string> {
    return this.#running.url();
  }

  get lines(): readonly string[] {
    return this.#running.lines;
  }

  async kill(isRebuilt: boolean): Promise<void> {
    await this.#running.end('SIGKILL');
    if (isRebuilt) this.#group++;
    this.#running = this.#start();
  }

  async close(): Promise<void> {
    await this.#running.end('SIGTERM');
  }
}

/** Subscribes an address to all acts of the group, and confirms it by the link that it is sent. */
async function subscribe(record: ServedRecord, notifier: Killed, mail: MailServer): Promise<void> {
  const authorization = `Bearer ${await record.token('delegate', 'a delegate')}`;
  const channel = { kind: 'email', address: 'reader@members.example' };
  const body = {
    wants: [
      { kind: 'acts', group: GROUP },
      { kind: 'acts', group: 'CWG-COP' },
    ],
    channel,
  };
  const url = await notifier.url();
  const answer = await ask(`${url}/subscriptions`, 'POST', { body, headers: { authorization } });
  if (answer.status !== 201) throw new Error(answer.text);
  await until(() => mail.received.length > 0, SETTLING_MS);
  const [link = ''] = /http\S+\/confirm\/\S+/.exec(mail.received[0]?.mail.text ?? '') ?? [];
  const confirmed = await ask(link, 'POST');
  if (confirmed.status !== 200) throw new Error(confirmed.text);
}

const titleOf = (act: number): string => `Act number ${String(act)}.`;

/** Records the acts; half way, what a meeting of the past did, which is no news. */
async function write(record: ServedRecord): Promise<void> {
  const give = recorderOn(record.acta);
  for (let act = 1; act <= ACTS; act++) {
    await give(contribution(GROUP, { title: titleOf(act) }));
    if (act === Math.ceil(ACTS / 2)) await importSample(record.acta);
    await pause(ACT_MS);
  }
}

/** Puts what is on the topic there once more: as it is, and marked as a replay. */
async function repeat(brokers: Brokers): Promise<number> {
  const kafka = clientOf(brokers.addresses.join(','));
  const reader = await consume(kafka, TOPIC);
  await pause(3_000);
  await reader.close();
  const again = reader.messages.map(({ message }) => message);
  const producer = kafka.producer();
  await producer.connect();
  const sent = (mark: Record<string, string>) =>
    again.map(({ key, value, headers }: KafkaMessage) => ({ key, value, headers: { ...headers, ...mark } }));
  await producer.send({ topic: TOPIC, messages: sent({}) });
  await producer.send({ topic: TOPIC, messages: sent({ ce_replay: 'true' }) });
  await producer.disconnect();
  return 2 * again.length;
}

async function run(folder: string): Promise<Result> {
  const record = await ServedRecord.open({}, { sample: false });
  const brokers = await startBrokers(1);
  const mail = await startMailServer();
  const kafka = { ACTA_KAFKA_BROKERS: brokers.addresses.join(','), ACTA_KAFKA_SESSION: '2s' };
  const relay = startRelay({
    ...kafka,
    ACTA_DATA: record.temporary.config.data,
    ACTA_KAFKA_CREATE_TOPICS: 'true',
  });
  let notifier: Killed | undefined;
  try {
    await establish(recorderOn(record.acta), [GROUP]);
    await until(() => relay.leads(), SETTLING_MS);
    notifier = new Killed({
      ...kafka,
      ACTA_NOTIFIER_DATA: join(folder, 'notifier'),
      ACTA_API: record.url,
      ACTA_SMTP: `smtp://127.0.0.1:${String(mail.port)}`,
      ACTA_MAIL_FROM: 'Acta <acta@record.example>',
    });
    await subscribe(record, notifier, mail);
    const writing = write(record);
    let repeated = 0;
    for (let kill = 1; kill <= KILLS; kill++) {
      await pause(500 + randomInt(LONGEST_LIFE_MS));
      await notifier.kill(kill % REBUILD_EVERY === 0);
      if (kill === Math.ceil(KILLS / 2)) repeated = await repeat(brokers);
    }
    await writing;
    const missing = (): number[] =>
      Array.from({ length: ACTS }, (_, index) => index + 1).filter(
        (act) => !mail.received.some((each) => each.mail.text?.includes(titleOf(act))),
      );
    await until(() => missing().length === 0, SETTLING_MS).catch(() => undefined);
    // As yet another group: all of it once more.
    await notifier.kill(true);
    await pause(10_000);
    say(
      `${String(KILLS)} kills, ${String(Math.floor(KILLS / REBUILD_EVERY) + 1)} times the whole topic again, ${String(repeated)} records repeated, half of them as replays; ${String(record.acta.journal.head().position)} events in the journal`,
    );
    const faults = faultsOf(mail);
    if (faults.length > 0) say(notifier.lines.join('\n'));
    return { passed: KILLS + CHECKS, faults };
  } finally {
    await notifier?.close();
    await relay.end('SIGTERM');
    await mail.close();
    await brokers.close();
    await record.close();
  }
}

const CHECKS = 4;

function faultsOf(mail: MailServer): string[] {
  const messages = mail.received.map((each) => each.mail).filter(({ text }) => !text?.includes('/confirm/'));
  // Whoever reads mail is shown one message of one Message-ID.
  const shown = [...new Map(messages.map((message) => [message.messageId, message])).values()];
  const told = (act: number): number =>
    shown.reduce((sum, { text = '' }) => sum + text.split(`> ${titleOf(act)}`).length - 1, 0);
  const times = Array.from({ length: ACTS }, (_, index) => told(index + 1));
  const lost = times.filter((each) => each === 0).length;
  const doubled = times.filter((each) => each > 1).length;
  const again = messages.length - shown.length;
  const backfilled = shown.filter(({ text = '' }) => text.includes('CWG-COP')).length;
  say(
    `told of ${String(ACTS - lost)} acts in ${String(shown.length)} messages; lost ${String(lost)}, told twice ${String(doubled)}, of what is no news ${String(backfilled)}; messages sent again with the same Message-ID ${String(again)}`,
  );
  return [
    ...(lost > 0 ? [`${String(lost)} acts were told to nobody`] : []),
    ...(doubled > 0 ? [`${String(doubled)} acts were told twice`] : []),
    ...(backfilled > 0 ? [`${String(backfilled)} messages tell of what is no news`] : []),
    ...(again > KILLS + 1 ? [`${String(again)} messages came again, more than one for each kill`] : []),
  ];
}

await runSuite('notifier', run);
