import type { SaslMechanism } from '@acta/kafka';
import {
  ConfigRefused,
  type Secret,
  type Setting,
  folder,
  isLocal,
  lengthOfTime,
  optional,
  secret,
  someOf,
  upTo,
  yesOrNo,
} from './setting.js';

/** How a password may be shown. */
const saslMechanisms = [
  'plain',
  'scram-sha-256',
  'scram-sha-512',
] as const satisfies readonly SaslMechanism[];

/** What can be configured of the feed's topics on Kafka. */
export interface KafkaConfig {
  /** host:port of some brokers; empty: there is no Kafka. */
  kafkaBrokers: readonly string[];
  /** Topic of what everybody may see; undefined: acta.<log>.feed. */
  kafkaTopic: string | undefined;
  /** Topics of what wider circles may see; undefined: none. */
  kafkaTopicMembers: string | undefined;
  kafkaTopicStates: string | undefined;
  kafkaTopicAll: string | undefined;
  /** What transactional ids and groups begin with; undefined: acta.<log>.relay. */
  kafkaTransactionalId: string | undefined;
  /** As which group the feed is followed; undefined: acta.<log>.notifier. */
  kafkaGroup: string | undefined;
  kafkaTls: boolean;
  /** Files in PEM: the authority, this client's certificate and its key. */
  kafkaCa: string | undefined;
  kafkaCert: string | undefined;
  kafkaKey: string | undefined;
  kafkaUser: string | undefined;
  kafkaPassword: Secret | undefined;
  kafkaSasl: readonly SaslMechanism[];
  kafkaCreateTopics: boolean;
  /** The fewest that a topic may have. */
  kafkaPartitions: number;
  /** Seconds without a sign of life after which another relay leads. */
  kafkaSession: number;
}

const topicName = optional((text: string, name: string): string => {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(text))
    throw new ConfigRefused(
      `${name}: "${text}" is no name at Kafka; use letters, digits, dots, hyphens and underscores, at most 200`,
    );
  return text;
});

const file = (describe: string, env: string): Setting<string | undefined> => ({
  env,
  default: '',
  describe,
  read: optional(folder),
});

/** One row a setting. */
export const kafkaSettings: { [K in keyof KafkaConfig]: Setting<KafkaConfig[K]> } = {
  kafkaBrokers: {
    env: 'ACTA_KAFKA_BROKERS',
    default: '',
    describe:
      'host:port of some brokers of Kafka, with commas, that the relay publishes to and the notifier follows',
    read(text, name) {
      const brokers = text.split(',').map((broker) => broker.trim());
      const wrong = brokers.find((broker) => broker !== '' && !/^[A-Za-z0-9.:[\]-]+:\d{1,5}$/.test(broker));
      if (wrong !== undefined)
        throw new ConfigRefused(`${name}: "${wrong}" is no broker; give host:port, several with commas`);
      return brokers.filter((broker) => broker !== '');
    },
  },
  kafkaTopic: {
    env: 'ACTA_KAFKA_TOPIC',
    default: '',
    describe: 'topic of what everybody may see; default: acta.<log>.feed',
    read: topicName,
  },
  kafkaTopicMembers: {
    env: 'ACTA_KAFKA_TOPIC_MEMBERS',
    default: '',
    describe: 'topic of what members may see, too; default: none',
    read: topicName,
  },
  kafkaTopicStates: {
    env: 'ACTA_KAFKA_TOPIC_STATES',
    default: '',
    describe: 'topic of what Member States may see, too; default: none',
    read: topicName,
  },
  kafkaTopicAll: {
    env: 'ACTA_KAFKA_TOPIC_ALL',
    default: '',
    describe: 'topic of everything, drafts included; default: none',
    read: topicName,
  },
  kafkaTransactionalId: {
    env: 'ACTA_KAFKA_TRANSACTIONAL_ID',
    default: '',
    describe: 'what the transactional ids and the groups of the relay begin with; default: acta.<log>.relay',
    read: topicName,
  },
  kafkaGroup: {
    env: 'ACTA_KAFKA_GROUP',
    default: '',
    describe: 'group as which the notifier follows the feed; default: acta.<log>.notifier',
    read: topicName,
  },
  kafkaTls: {
    env: 'ACTA_KAFKA_TLS',
    default: 'true',
    describe:
      'whether brokers are reached with TLS; those on this machine are reached without it unless a file is named',
    read: yesOrNo,
  },
  kafkaCa: file("file with the authority of the brokers' certificates", 'ACTA_KAFKA_CA'),
  kafkaCert: file("file with the relay's certificate", 'ACTA_KAFKA_CERT'),
  kafkaKey: file('file with its key', 'ACTA_KAFKA_KEY'),
  kafkaUser: {
    env: 'ACTA_KAFKA_USER',
    default: '',
    describe: 'account at Kafka',
    read: optional((text) => text),
  },
  kafkaPassword: { env: 'ACTA_KAFKA_PASSWORD', default: '', describe: 'its password', read: secret },
  kafkaSasl: {
    env: 'ACTA_KAFKA_SASL',
    default: 'scram-sha-512',
    describe: 'how the password is shown: plain, scram-sha-256 or scram-sha-512',
    read: someOf(saslMechanisms),
  },
  kafkaCreateTopics: {
    env: 'ACTA_KAFKA_CREATE_TOPICS',
    default: 'false',
    describe: 'whether the relay makes topics that do not exist',
    read: yesOrNo,
  },
  kafkaPartitions: {
    env: 'ACTA_KAFKA_PARTITIONS',
    default: '6',
    describe: 'the fewest partitions of a topic; one that is made gets as many',
    read(text, name) {
      const partitions = upTo(10_000, 'number of partitions')(text, name);
      if (partitions === 0) throw new ConfigRefused(`${name}: a topic has one partition at least`);
      return partitions;
    },
  },
  kafkaSession: {
    env: 'ACTA_KAFKA_SESSION',
    default: '10s',
    describe: 'time without a sign of life after which another relay leads, or another notifier takes over',
    read: lengthOfTime('10s'),
  },
};

/** That what is sent to brokers elsewhere cannot be read on the way, unless that is said to be wanted. @throws ConfigRefused */
export function assertKafkaSafe({ kafkaBrokers, kafkaTls, kafkaPassword }: KafkaConfig): void {
  const away = kafkaBrokers.find((broker) => !isLocal(broker));
  if (away !== undefined && !kafkaTls && kafkaPassword !== undefined)
    throw new ConfigRefused(
      `${kafkaSettings.kafkaTls.env}: the password would travel to "${away}" as anybody on the way could read it; leave TLS on`,
    );
}
