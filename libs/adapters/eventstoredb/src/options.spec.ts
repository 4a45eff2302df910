import { describe, expect, it } from '@jest/globals';
import { EventStoreFailure } from './failure.js';
import { connectionOf } from './options.js';

const account = { username: 'acta', password: 'x' };

describe('What the client is called with', () => {
  it('holds no account in the connection string', () => {
    const { connectionString, credentials } = connectionOf({
      connectionString: 'esdb+discover://ac%40ta:s%3Acret@cluster.example:2113?tls=true',
    });
    expect(connectionString).toBe(
      'esdb+discover://cluster.example:2113?tls=true&nodePreference=leader&defaultDeadline=10000',
    );
    expect(credentials).toEqual({ username: 'ac@ta', password: 's:cret' });
  });

  it('prefers what is given apart', () => {
    const { connectionString, credentials, requiresLeader } = connectionOf({
      connectionString: 'esdb://other:y@a:1,b:2/?nodePreference=leader',
      credentials: account,
      nodePreference: 'follower',
      keepAliveIntervalMs: -1,
      gossipTimeoutSeconds: 2,
    });
    expect(connectionString).toBe(
      'esdb://a:1,b:2/?nodePreference=leader&nodePreference=follower&defaultDeadline=10000&keepAliveInterval=-1&gossipTimeout=2',
    );
    expect(credentials).toEqual(account);
    expect(requiresLeader).toBe(false);
  });

  it('names nobody to a server without security', () => {
    const { credentials } = connectionOf({ connectionString: 'esdb://a?tls=false', credentials: account });
    expect(credentials).toBeUndefined();
  });

  it('refuses TLS without an account', () => {
    expect(() => connectionOf({ connectionString: 'esdb://a' })).toThrow(EventStoreFailure);
  });
});
