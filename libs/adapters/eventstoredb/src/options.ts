import { EventStoreFailure } from './failure.js';

/** How to reach EventStoreDB. What is given here wins over the same setting in the connection string. */
export interface ConnectionOptions {
  /**
   * `esdb://host:2113`, several hosts with commas between them, or `esdb+discover://` for a cluster by its DNS name. TLS
   * unless it says `tls=false`; `tlsCAFile` names a certificate of one's own. Never logged.
   */
  connectionString: string;
  /** The account; it must be able to read `$all`. Never logged. */
  credentials?: { username: string; password: string };
  /** Which node of a cluster to use; `leader` where absent, as writes go there. */
  nodePreference?: 'leader' | 'follower' | 'readonlyreplica' | 'random';
  /** How long one call may take, in milliseconds. */
  deadlineMs?: number;
  /** After how much silence the connection is probed, in milliseconds; at least 10,000, or -1 for never. */
  keepAliveIntervalMs?: number;
  /** How long a probe may go unanswered, in milliseconds. */
  keepAliveTimeoutMs?: number;
  /** How many rounds of looking for a node of the cluster. */
  maxDiscoverAttempts?: number;
  /** Pause between two rounds, in milliseconds. */
  discoveryIntervalMs?: number;
  /** How long a node may take to say who is in the cluster, in seconds. */
  gossipTimeoutSeconds?: number;
}

/** The same, as the client is called. */
export interface Connection {
  /** Without credentials. */
  connectionString: string;
  /** Undefined for a server without security, which asks for none. */
  credentials: { username: string; password: string } | undefined;
  /** Whether a node that does not lead refuses a write, and names who leads, rather than pass it on. */
  requiresLeader: boolean;
  deadlineMs: number;
}

/** How long one call may take where nothing else is said, in milliseconds. */
export const DEADLINE_MS = 10_000;
const ACCOUNT = /^(\s*esdb(?:\+discover)?:\/\/)([^:@/?]+):([^@/?]+)@/;

/** @throws EventStoreFailure settings */
export function connectionOf(options: ConnectionOptions): Connection {
  const account = ACCOUNT.exec(options.connectionString);
  const bare = account === null ? options.connectionString : options.connectionString.replace(ACCOUNT, '$1');
  const { nodePreference = 'leader', deadlineMs = DEADLINE_MS } = options;
  const insecure = /[?&]tls=false(?:&|$)/i.test(bare);
  const credentials =
    options.credentials ??
    (account === null ? undefined : { username: decoded(account[2]), password: decoded(account[3]) });
  if (credentials === undefined && !insecure)
    throw new EventStoreFailure(
      'settings',
      'EventStoreDB is reached over TLS and no account is given: set its user name and password, or say tls=false for a server that runs without security',
    );
  return {
    connectionString: withSettings(bare, {
      nodePreference,
      defaultDeadline: deadlineMs,
      keepAliveInterval: options.keepAliveIntervalMs,
      keepAliveTimeout: options.keepAliveTimeoutMs,
      maxDiscoverAttempts: options.maxDiscoverAttempts,
      discoveryInterval: options.discoveryIntervalMs,
      gossipTimeout: options.gossipTimeoutSeconds,
    }),
    credentials: insecure ? undefined : credentials,
    requiresLeader: nodePreference === 'leader',
    deadlineMs,
  };
}

function decoded(text = ''): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new EventStoreFailure(
      'settings',
      'the account in the connection string is not percent-encoded rightly: encode it, or give the user name and password apart',
    );
  }
}

/** The client lets the last of several settings of one name hold. */
function withSettings(text: string, settings: Record<string, string | number | undefined>): string {
  const trimmed = text.trim().replace(/\/+$/, '');
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  const added = given.map(([name, value]) => `${name}=${String(value)}`).join('&');
  return `${trimmed}${trimmed.includes('?') ? '&' : '?'}${added}`;
}
