/**
 * Two API nodes on one store (`npm run test:nodes`): the server that `EVENTSTORE_URL` names, or the fake, in a process of
 * its own. Answers are lost in each way and the act is given to the other node; `ACTA_NODES_COMMANDS` (5,000) acts are
 * given to both at once, half of them on one meeting; both race to revise one outcome; either is killed,
 * `ACTA_NODES_KILLS` (50) times. In the end every act is in the log once, as it was acknowledged, and both nodes hold and
 * answer the same. Its last line counts what was tried.
 */
import { randomBytes } from 'node:crypto';
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Result, runSuite, say } from '../crash/suite.js';
import { startTestIssuer } from '../support/issuer.js';
import { makeDatabase } from '../support/servers.js';
import { type Caller, callerOf } from './callers.js';
import {
  brokenLinks,
  differences,
  differencesFromStore,
  entriesOf,
  gapsIn,
  lostOrDoubled,
  numberedTwice,
} from './checks.js';
import { besideACrowd, chain, giveAll, killUnderLoad, newestOf, relay } from './load.js';
import { type TrialParts, lostAtTheStore, lostWithTheNode, toldLate } from './lost-answers.js';
import { type ApiNode, openNode } from './node.js';
import { type Acts, CHAIN, GROUP, HOT, SPREAD, createActs, establish, meetingPath } from './record.js';
import { type SharedStore, openStore } from './store.js';

const COMMANDS = Number(process.env['ACTA_NODES_COMMANDS'] ?? 5_000);
const KILLS = Number(process.env['ACTA_NODES_KILLS'] ?? 50);
const REVISIONS = 200;
const RELAYED = 50;
const CONTRIBUTIONS = 100;
const BESIDE = 30;

type Nodes = readonly [ApiNode, ApiNode];

/** What was tried, and what of it did not hold. */
interface Tally {
  passed: number;
  faults: string[];
  held(what: string, faults: readonly string[]): void;
}

function createTally(): Tally {
  const tally: Tally = {
    passed: 0,
    faults: [],
    held(what, faults) {
      if (faults.length === 0) tally.passed++;
      else say(`${what}: FAILED`);
      tally.faults.push(...faults.slice(0, 5).map((fault) => `${what}: ${fault}`));
    },
  };
  return tally;
}

async function loseAnswers(
  parts: Omit<TrialParts, 'fake'>,
  { fake }: SharedStore,
  tally: Tally,
): Promise<void> {
  if (fake === undefined) {
    say('lost answers: skipped, a real server cannot be told to lose them');
    return;
  }
  const trials = { ...parts, fake };
  for (const written of [false, true]) {
    const what = written ? 'the write was kept' : 'the write was lost';
    for (const instead of ['timeout', 'broken', 'silence'] as const)
      tally.held(`${what}, its answer by ${instead}`, await lostAtTheStore(trials, { written, instead }));
    tally.held(`${what}, its node killed`, await lostWithTheNode(trials, { written }));
  }
  tally.held('an answer of 202', await toldLate(trials));
  say('lost answers: write lost and write kept; by time-out, broken connection, silence, kill, and 202');
}

async function load(caller: Caller, acts: Acts, tally: Tally): Promise<void> {
  const some = (count: number) => Array.from({ length: count }, (_, i) => acts.mixed(i));
  const share = Math.ceil(COMMANDS / 5);
  const alone = await giveAll(caller, some(share), [0]);
  const both = await giveAll(caller, some(COMMANDS), [0, 1]);
  say(
    `${String(share)} acts to one node: ${alone.toFixed(0)}/s; ${String(COMMANDS)} to both: ${both.toFixed(0)}/s`,
  );
  const numbered = Array.from({ length: CONTRIBUTIONS }, () => acts.contribution(HOT));
  say(
    `${String(CONTRIBUTIONS)} numbered by the server: ${(await giveAll(caller, numbered, [0, 1])).toFixed(0)}/s`,
  );
  const longest = await besideACrowd(caller, acts, BESIDE);
  say(
    `${String(BESIDE)} acts of one caller beside a crowd on the other node: each within ${longest.toFixed(0)} ms`,
  );
  const overtaken = await chain(caller, REVISIONS);
  say(`${String(REVISIONS)} revisions of one outcome, overtaken ${String(overtaken)} times`);
  await relay(caller, { from: REVISIONS, count: RELAYED });
  say(`${String(RELAYED)} more through either node in turn, each on what the other has just acknowledged`);
  tally.passed += 4;
}

/** Both nodes' answers, byte for byte, at one position. */
async function answersDiffer(caller: Caller, position: number): Promise<string[]> {
  const at = `minPosition=${String(position)}`;
  const asOf = `asOf=${String(position)}&${at}`;
  const paths = [
    `/digest?position=${String(position)}&${at}`,
    `${meetingPath(HOT)}?${asOf}`,
    `${meetingPath(HOT)}/summary?format=md&${asOf}`,
    `/groups/${GROUP}/reports/annual/1+${String(SPREAD)}+${String(CHAIN)}?format=md&${asOf}`,
  ];
  const faults: string[] = [];
  for (const path of paths) {
    const [one, other] = [await caller.read(path, 0), await caller.read(path, 1)];
    if (one.status !== 200)
      faults.push(`${path} was answered ${String(one.status)}: ${one.text.slice(0, 300)}`);
    else if (one.text !== other.text) faults.push(`${path} differs`);
  }
  return faults;
}

interface Compared {
  store: SharedStore;
  nodes: Nodes;
  prefix: string;
}

async function compare(caller: Caller, { store, nodes, prefix }: Compared, tally: Tally): Promise<void> {
  tally.held('what both nodes answer', await answersDiffer(caller, newestOf(caller)));
  await Promise.all(nodes.map((node) => node.stop()));
  const [one, other] = [await entriesOf(nodes[0].journal, prefix), await entriesOf(nodes[1].journal, prefix)];
  tally.held('positions and revisions', [...gapsIn(one), ...gapsIn(other)]);
  tally.held('the journals', differences(one, other));
  tally.held('acknowledged acts', lostOrDoubled(one, caller.acknowledged, prefix));
  tally.held('numbers', numberedTwice(one));
  tally.held('revisions of one outcome', brokenLinks(one, `${prefix}meeting-${GROUP}-${String(CHAIN)}`));
  const { connectionString, fake } = store;
  tally.held(
    'the store itself',
    await differencesFromStore(one, { connectionString, remove: fake === undefined }),
  );
  say(
    `${String(one.length)} events, the newest at ${String(one.at(-1)?.position)}; ${String(caller.acknowledged.length)} acknowledgements`,
  );
  const again = [...caller.again].sort(([, a], [, b]) => b - a);
  say(`given again: ${again.map(([why, times]) => `${why} ${String(times)}`).join(', ') || 'none'}`);
}

/**
 * Gives the second node the keys of the first, with that under which subject ids are made among them, as a vault that they
 * share would: nothing in these acts makes another.
 */
async function copyKeys([from, to]: Nodes): Promise<void> {
  await mkdir(dirname(to.keys), { mode: 0o700 });
  await copyFile(from.keys, to.keys);
}

async function run(folder: string): Promise<Result> {
  const store = await openStore();
  const issuer = await startTestIssuer();
  const log = `t-${randomBytes(6).toString('hex')}`;
  const database = process.env['ACTA_TEST_POSTGRES'];
  const settings = {
    ACTA_STORE: store.connectionString,
    ACTA_LOG: log,
    ACTA_OIDC_ISSUER: issuer.url,
    ACTA_RATE_LIMIT: '0',
    ...(database === undefined ? {} : { ACTA_KEYS: await makeDatabase(database) }),
  };
  const nodes: Nodes = [
    await openNode({ name: 'a', folder, settings }),
    await openNode({ name: 'b', folder, settings }),
  ];
  const day = Math.floor(Date.now() / 1_000) + 24 * 3_600;
  const caller = callerOf(nodes, issuer.token({ acta_roles: [{ role: 'secretariat' }], exp: day }));
  const tally = createTally();
  try {
    nodes[0].start();
    await nodes[0].ready();
    await establish(caller);
    if (database === undefined) await copyKeys(nodes);
    nodes[1].start();
    await nodes[1].ready();
    const acts = createActs();
    await loseAnswers({ caller, acts, nodes }, store, tally);
    await load(caller, acts, tally);
    await killUnderLoad(caller, { acts, nodes, kills: KILLS });
    tally.passed += KILLS;
    say(`${String(KILLS)} kills`);
    await compare(caller, { store, nodes, prefix: `acta.${log}.` }, tally);
  } catch (error) {
    tally.faults.push(error instanceof Error ? error.message : String(error));
  } finally {
    caller.close();
    for (const node of nodes) await node.kill();
    await issuer.close();
    await store.stop();
  }
  return tally;
}

await runSuite('nodes', run);
