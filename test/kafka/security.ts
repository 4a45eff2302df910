import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KafkaConfig } from 'kafkajs';

/** What makes a broker take nothing but TLS and accounts. */
export interface Security {
  properties: Readonly<Record<string, string>>;
  /** How its folder is formatted, so that it knows its accounts. */
  accounts: readonly string[];
  /** What a client needs besides its addresses. */
  client: Pick<KafkaConfig, 'ssl' | 'sasl'>;
  /** File with the authority of its certificate, PEM. */
  authority: string;
  /** Of the account `acta`. */
  password: string;
  remove(): void;
}

const SCRAM = 'SCRAM-SHA-512';

/** A certificate for 127.0.0.1, which is its own authority, and one account, `acta`, with a password made here. */
export function makeSecurity(): Security {
  const folder = mkdtempSync(join(tmpdir(), 'acta-kafka-tls-'));
  const [store, authority] = [join(folder, 'broker.p12'), join(folder, 'authority.pem')];
  const password = randomBytes(16).toString('hex');
  const keys = ['-keystore', store, '-storepass', password, '-alias', 'broker'];
  keytool('-genkeypair', ...keys, '-storetype', 'PKCS12', '-keyalg', 'EC', ...NAMED);
  keytool('-exportcert', ...keys, '-rfc', '-file', authority);
  return {
    properties: {
      'listener.security.protocol.map': 'CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT,PASSWORDS:SASL_PLAINTEXT',
      'listener.name.clients.sasl.enabled.mechanisms': SCRAM,
      'sasl.mechanism.inter.broker.protocol': SCRAM,
      'listener.name.clients.scram-sha-512.sasl.jaas.config': `org.apache.kafka.common.security.scram.ScramLoginModule required username="acta" password="${password}";`,
      'ssl.keystore.location': store,
      'ssl.keystore.type': 'PKCS12',
      'ssl.keystore.password': password,
      'ssl.truststore.location': authority,
      'ssl.truststore.type': 'PEM',
    },
    accounts: ['--add-scram', `${SCRAM}=[name=acta,password=${password}]`],
    client: {
      ssl: { ca: readFileSync(authority, 'utf8') },
      sasl: { mechanism: 'scram-sha-512', username: 'acta', password },
    },
    authority,
    password,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const NAMED = ['-dname', 'CN=broker', '-ext', 'SAN=IP:127.0.0.1', '-validity', '2'];

function keytool(...args: string[]): void {
  const { status, stderr } = spawnSync('keytool', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`keytool ended with status ${String(status)}: ${stderr}`);
}
