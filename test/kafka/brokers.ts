import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { endWithThis } from '../support/children.js';
import { jars } from './jars.js';
import type { Security } from './security.js';

const READY_MS = 90_000;
const STOPPING_MS = 15_000;
const LOOK_MS = 200;
const CLUSTER_ID = 'AAAAAAAAAAAAAAAAAAAAAQ';
/** A small machine runs three of them. */
const JAVA = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp'];

/** Whom a test denies something is denied it; nobody else is. Several controllers could not vote for each other so. */
const DENYING = {
  'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  'allow.everyone.if.no.acl.found': 'true',
};

/** Whom the listener that asks for a password knows, and by which. */
export const ACCOUNT = { user: 'reader', password: 'reader-password' };
const PASSWORDS = {
  'sasl.enabled.mechanisms': 'PLAIN',
  'listener.name.passwords.plain.sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required user_${ACCOUNT.user}="${ACCOUNT.password}";`,
};

/** Apache Kafka in KRaft mode, on loopback, each broker a controller too. Its data goes when it is closed. */
export interface Brokers {
  /** host:port of each. */
  addresses: readonly string[];
  /** The same of the listeners that ask for a password (SASL PLAIN). */
  withPassword: readonly string[];
  /** Stops one; `SIGKILL` without a goodbye. */
  stop(index: number, signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Starts again those that were stopped, on their data, and waits until all are there. */
  restart(...indices: number[]): Promise<void>;
  close(): Promise<void>;
}

interface Broker {
  port: number;
  controller: number;
  passwords: number;
  folder: string;
  process?: ChildProcess;
}

/**
 * Starts brokers on free ports and waits until all of them are there.
 * @throws with the end of a broker's log where one does not start in time
 */
export async function startBrokers(count: 1 | 3, security?: Security): Promise<Brokers> {
  const work = mkdtempSync(join(tmpdir(), 'acta-kafka-'));
  const classes = [join(jars(), '*')].join(delimiter);
  const ports = await freePorts(3 * count);
  const brokers = Array.from({ length: count }, (_, index): Broker => {
    const folder = join(work, String(index + 1));
    mkdirSync(folder);
    const [port = 0, controller = 0, passwords = 0] = ports.slice(3 * index);
    return { port, controller, passwords, folder };
  });
  const voters = brokers
    .map(({ controller }, index) => `${String(index + 1)}@127.0.0.1:${String(controller)}`)
    .join(',');
  const addresses = brokers.map(({ port }) => `127.0.0.1:${String(port)}`);
  const run = (broker: Broker): void => {
    const output = openSync(join(broker.folder, 'broker.log'), 'a');
    broker.process = spawn('java', [...JAVA, classes, 'kafka.Kafka', propertiesOf(broker)], {
      stdio: ['ignore', output, output],
    });
    endWithThis(broker.process);
  };
  const stop = async (broker: Broker, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    const { process: child } = broker;
    if (child === undefined || hasEnded(child)) return;
    child.kill(signal);
    await Promise.race([once(child, 'exit'), pause(STOPPING_MS, undefined, { ref: false })]);
    if (hasEnded(child)) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  const close = async (): Promise<void> => {
    await Promise.all(brokers.map((broker) => stop(broker, 'SIGKILL')));
    rmSync(work, { recursive: true, force: true });
  };
  const at = (index: number): Broker => {
    const broker = brokers[index];
    if (broker === undefined) throw new Error(`there is no broker ${String(index)}`);
    return broker;
  };
  try {
    for (const [index, broker] of brokers.entries()) {
      writeFileSync(propertiesOf(broker), properties(broker, { id: index + 1, count, voters, security }));
      format(classes, broker, security);
      run(broker);
    }
    await allThere(brokers, clientOf(addresses, security));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    addresses,
    withPassword: brokers.map(({ passwords }) => `127.0.0.1:${String(passwords)}`),
    stop: (index, signal = 'SIGTERM') => stop(at(index), signal),
    async restart(...indices) {
      for (const index of indices) run(at(index));
      await allThere(brokers, clientOf(addresses, security));
    },
    close,
  };
}

const propertiesOf = ({ folder }: Broker): string => join(folder, 'server.properties');

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null;

function properties(
  { port, controller, passwords, folder }: Broker,
  {
    id,
    count,
    voters,
    security,
  }: { id: number; count: number; voters: string; security: Security | undefined },
): string {
  const all = {
    'listener.security.protocol.map': 'CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT,PASSWORDS:SASL_PLAINTEXT',
    'inter.broker.listener.name': 'CLIENTS',
    'group.initial.rebalance.delay.ms': '0',
    'group.min.session.timeout.ms': '1000',
    ...PASSWORDS,
    ...(count === 1 ? DENYING : {}),
    'process.roles': 'broker,controller',
    'node.id': String(id),
    'controller.quorum.voters': voters,
    'controller.listener.names': 'CONTROLLER',
    listeners: [
      `CLIENTS://127.0.0.1:${String(port)}`,
      `CONTROLLER://127.0.0.1:${String(controller)}`,
      `PASSWORDS://127.0.0.1:${String(passwords)}`,
    ].join(','),
    'log.dirs': join(folder, 'data'),
    'auto.create.topics.enable': 'false',
    'default.replication.factor': String(count),
    'offsets.topic.num.partitions': '1',
    'offsets.topic.replication.factor': String(count),
    'transaction.state.log.num.partitions': '1',
    'transaction.state.log.replication.factor': String(count),
    'transaction.state.log.min.isr': count === 1 ? '1' : '2',
    'controlled.shutdown.enable': String(count > 1),
    ...security?.properties,
  };
  return Object.entries(all)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}

function format(classes: string, broker: Broker, security: Security | undefined): void {
  const format = ['format', '-t', CLUSTER_ID, '-c', propertiesOf(broker), ...(security?.accounts ?? [])];
  const { status, stderr } = spawnSync('java', [...JAVA, classes, 'kafka.tools.StorageTool', ...format], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the broker's folder could not be formatted: ${stderr.slice(-2000)}`);
}

/** Until every broker that runs is known to the others. */
async function allThere(brokers: readonly Broker[], client: Kafka): Promise<void> {
  const running = brokers.filter(({ process: child }) => child !== undefined && !hasEnded(child));
  for (const until = Date.now() + READY_MS; Date.now() < until;) {
    await pause(LOOK_MS);
    const ended = running.find(({ process: child }) => child !== undefined && hasEnded(child));
    if (ended !== undefined) throw didNotStart(ended);
    if ((await known(client)) >= running.length) return;
  }
  throw didNotStart(running[0]);
}

function didNotStart(broker: Broker | undefined): Error {
  const log = broker === undefined ? '' : readFileSync(join(broker.folder, 'broker.log'), 'utf8');
  return new Error(`Kafka did not start:\n${log.slice(-2000)}`);
}

/** How many brokers a client is told of. */
async function known(client: Kafka): Promise<number> {
  const admin = client.admin();
  try {
    await admin.connect();
    return (await admin.describeCluster()).brokers.length;
  } catch {
    return 0;
  } finally {
    await admin.disconnect();
  }
}

function clientOf(addresses: readonly string[], security: Security | undefined): Kafka {
  return new Kafka({
    clientId: 'acta-test',
    brokers: [...addresses],
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
    ...security?.client,
  });
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) {
    server.close();
    await once(server, 'close');
  }
  return ports;
}
