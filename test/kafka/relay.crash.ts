/**
 * The relay under `kill -9` (`npm run test:relay`), on three real brokers: two relays compete for one record that is written
 * to all the while, are killed and started again, one is stopped past its session and goes on as a zombie, and brokers stop.
 * In the end a `read_committed` consumer has every event that anybody may see: none lost, none twice, in order within a
 * group. Counts come from the environment: ACTA_RELAY_EVENTS (1000), ACTA_RELAY_GROUPS (20), ACTA_RELAY_KILLS (10),
 * ACTA_RELAY_STOPS (3, of brokers), ACTA_RELAY_STOP_MS (5000, the longest), ACTA_RELAY_OUTAGE_MS (0: none; how long all
 * brokers are away at once, after the other stops), ACTA_RELAY_WRITING_MS (45000: how long the writing takes, at least).
 * Its last line counts what was tried.
 */
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Acta, loadConfig, openActa } from '@acta/runtime';
import { until } from '@acta/testing/until';
import { type Result, runSuite, say } from '../crash/suite.js';
import { type Brokers, startBrokers } from './brokers.js';
import { type Consumed, clientOf, consume } from './client.js';
import { anonymousFeed, contribution, establish, recorderOn } from '../support/feed-record.js';
import { type RelayProcess, startRelay } from './relays.js';

const TOPIC = 'acta.main.feed';
const SESSION_S = 2;
const MOST_AT_ONCE = 20;
/** Within how long a burst is published, roughly. */
const PUBLISHING_MS = 80;
const SHORTEST_STOP_MS = 1_000;
const SETTLING_MS = 120_000;

const count = (setting: string, standard: number): number => Number(process.env[setting] ?? standard);
const EVENTS = count('ACTA_RELAY_EVENTS', 1_000);
const GROUPS = Array.from({ length: count('ACTA_RELAY_GROUPS', 20) }, (_, index) => `G${String(index + 1)}`);
const KILLS = count('ACTA_RELAY_KILLS', 10);
const STOPS = count('ACTA_RELAY_STOPS', 3);
const LONGEST_STOP_MS = count('ACTA_RELAY_STOP_MS', 5_000);
const OUTAGE_MS = count('ACTA_RELAY_OUTAGE_MS', 0);
/** How long the writing of all events takes, at least, so that the kills hit it. */
const WRITING_MS = count('ACTA_RELAY_WRITING_MS', 45_000);

/** Two relays of one record; one that is killed is started again. */
class Pair {
  readonly #env: Record<string, string>;
  readonly relays: RelayProcess[];

  constructor(env: Record<string, string>) {
    this.#env = env;
    this.relays = [startRelay(env), startRelay(env)];
  }

  leader(): RelayProcess | undefined {
    return this.relays.find((relay) => relay.leads());
  }

  /** Kills the one that leads; any, where none does. */
  async kill(): Promise<void> {
    const victim = this.leader() ?? this.relays[randomInt(2)];
    const index = this.relays.findIndex((relay) => relay === victim);
    await victim?.end('SIGKILL');
    this.relays[index] = startRelay(this.#env);
  }

  /** Stops the one that leads until another does, and lets it go on. @returns what it has told since */
  async zombie(): Promise<string[]> {
    await until(() => this.leader() !== undefined, SETTLING_MS);
    const zombie = this.leader();
    const other = this.relays.find((relay) => relay !== zombie);
    if (zombie === undefined || other === undefined) return [];
    zombie.process.kill('SIGSTOP');
    const told = zombie.lines.length;
    await until(() => other.leads(), SETTLING_MS);
    await pause(1_000);
    zombie.process.kill('SIGCONT');
    // That it was fenced, or that the group has given its place away.
    await until(() => zombie.lines.length > told, SETTLING_MS).catch((error: unknown) => {
      for (const { lines } of [zombie, other]) say(lines.slice(-20).join('\n'));
      throw error;
    });
    return zombie.lines.slice(told);
  }

  async close(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    await Promise.all(this.relays.map((relay) => relay.end(signal)));
  }
}

/** Writes in bursts, so that a transaction takes a while. `onBurst` is told of each once it is in the journal. */
async function write(acta: Acta, isOver: () => boolean, onBurst: () => void): Promise<void> {
  const give = recorderOn(acta);
  for (let written = 0; written < EVENTS || !isOver();) {
    const burst = 1 + randomInt(MOST_AT_ONCE);
    for (let each = 0; each < burst; each++) {
      const group = GROUPS[randomInt(GROUPS.length)] ?? '';
      // Not everybody may see one of four.
      await give(contribution(group, { classification: randomInt(4) === 0 ? 'states' : 'public' }));
    }
    written += burst;
    onBurst();
    await pause((burst * WRITING_MS) / EVENTS);
  }
}

async function stopBrokers(brokers: Brokers): Promise<void> {
  for (let stop = 0; stop < STOPS; stop++) {
    const index = randomInt(brokers.addresses.length);
    const signal = randomInt(2) === 0 ? 'SIGTERM' : 'SIGKILL';
    await brokers.stop(index, signal);
    const length = SHORTEST_STOP_MS + randomInt(Math.max(1, LONGEST_STOP_MS - SHORTEST_STOP_MS));
    await pause(length);
    await brokers.restart(index);
    say(`broker ${String(index + 1)} was away for ${String(length)} ms after ${signal}`);
  }
  if (OUTAGE_MS > 0) await stopAll(brokers);
}

async function stopAll(brokers: Brokers): Promise<void> {
  const all = [...brokers.addresses.keys()];
  await Promise.all(all.map((index) => brokers.stop(index)));
  await pause(OUTAGE_MS);
  await brokers.restart(...all);
  say(`all brokers were away for ${String(OUTAGE_MS)} ms`);
}

/** Kills within the transaction that publishes a burst, or shortly before or after it. */
async function killRelays(pair: Pair, nextBurst: () => Promise<void>): Promise<void> {
  for (let kill = 0; kill < KILLS; kill++) {
    await pause(randomInt(2 * SESSION_S * 1_000));
    await nextBurst();
    await pause(randomInt(PUBLISHING_MS));
    await pair.kill();
  }
}

async function run(folder: string): Promise<Result> {
  const data = join(folder, 'data');
  const acta = await openActa(loadConfig({ ACTA_DATA: data }), { mode: 'write' });
  const brokers = await startBrokers(3);
  let pair: Pair | undefined;
  try {
    await establish(recorderOn(acta), GROUPS);
    pair = new Pair({
      ACTA_DATA: data,
      ACTA_KAFKA_BROKERS: brokers.addresses.join(','),
      ACTA_KAFKA_CREATE_TOPICS: 'true',
      ACTA_KAFKA_SESSION: `${String(SESSION_S)}s`,
    });
    await until(() => pair?.leader() !== undefined, SETTLING_MS);
    let isOver = false;
    let tellBurst = (): void => undefined;
    const nextBurst = (): Promise<void> => new Promise((resolve) => (tellBurst = resolve));
    const writing = write(
      acta,
      () => isOver,
      () => tellBurst(),
    );
    await Promise.all([killRelays(pair, nextBurst), stopBrokers(brokers)]);
    const told = await pair.zombie();
    say(`the zombie told: ${told.map((line) => line.replace('acta-relay: ', '')).join('; ')}`);
    isOver = true;
    await writing;
    const expected = anonymousFeed(acta);
    const consumed = await whole(brokers, expected.length);
    const faults = faultsOf(consumed, expected);
    if (faults.length > 0) for (const { lines } of pair.relays) say(lines.slice(-20).join('\n'));
    say(
      `${String(KILLS)} relays killed, ${String(STOPS)} brokers stopped, ${OUTAGE_MS > 0 ? '1 outage' : 'no outage'}, 1 zombie; ${String(acta.journal.head().position)} events in the journal, ` +
        `${String(expected.length)} of them for everybody; consumed ${String(consumed.length)} in ${String(GROUPS.length)} groups`,
    );
    return { passed: faults.length > 0 ? 0 : KILLS + STOPS + (OUTAGE_MS > 0 ? 1 : 0) + 1 + CHECKS, faults };
  } finally {
    await pair?.close('SIGTERM');
    await brokers.close();
    await acta.close();
  }
}

/** Everything that a consumer gets, until it has got so much and nothing more comes. */
async function whole(brokers: Brokers, expected: number): Promise<Consumed[]> {
  const reader = await consume(clientOf(brokers.addresses.join(',')), TOPIC);
  await until(() => reader.messages.length >= expected, SETTLING_MS).catch(() => undefined);
  await pause(2_000);
  await reader.close();
  return reader.messages;
}

const CHECKS = 4;

function faultsOf(consumed: readonly Consumed[], expected: ReturnType<typeof anonymousFeed>): string[] {
  const got = consumed.map(({ message: { key, headers = {} } }) => ({
    key: String(key),
    id: String(headers['ce_id']),
    position: Number(headers['ce_position']),
    previous: Number(headers['ce_previousposition']),
  }));
  const ids = new Set(got.map(({ id }) => id));
  const lost = expected.filter(({ id }) => !ids.has(id)).length;
  const newest = new Map<string, number>();
  let disordered = 0;
  for (const { key, position } of got) {
    if (position <= (newest.get(key) ?? 0)) disordered++;
    newest.set(key, Math.max(position, newest.get(key) ?? 0));
  }
  const doubled = got.length - ids.size;
  const chain = new Map(
    expected.map(({ position }, index) => [position, expected[index - 1]?.position ?? 0]),
  );
  const strange = got.filter(({ position, previous }) => chain.get(position) !== previous).length;
  say(
    `lost ${String(lost)}, out of order within a group ${String(disordered)}, doubled ${String(doubled)}, not of the feed or with another previous position ${String(strange)}`,
  );
  return [
    ...(lost > 0 ? [`${String(lost)} events were lost`] : []),
    ...(disordered > 0 ? [`${String(disordered)} events came out of order within their group`] : []),
    ...(doubled > 0 ? [`${String(doubled)} events came twice`] : []),
    ...(strange > 0 ? [`${String(strange)} events are not those of the feed`] : []),
  ];
}

await runSuite('relay', run);
