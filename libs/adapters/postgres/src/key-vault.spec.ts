import { KeyDestroyed, type KeyVault, KeyVaultUnavailable } from '@acta/application';
import { type Line, describeOnServer, keyVaultContract, layLine } from '@acta/testing';
import { until } from '@acta/testing/until';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import {
  KeyVaultDamaged,
  type PostgresKeyVaultOptions,
  examinePostgresKeyVault,
  openPostgresKeyVault,
} from './key-vault.js';
import { KeyVaultRefused } from './refused.js';

const ada = '01900000-0000-7000-8000-00000000000a';
const ben = '01900000-0000-7000-8000-00000000000b';

const hex = (key: Uint8Array | undefined): string | undefined =>
  key === undefined ? undefined : Buffer.from(key).toString('hex');

/** One statement, as the user of an address. */
async function ask<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** A database of one's own on the server. */
async function makeDatabase(server: string): Promise<{ url: string; remove(): Promise<void> }> {
  const name = `acta_${randomBytes(6).toString('hex')}`;
  await ask(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = name;
  return {
    url: url.href,
    remove: async () => {
      await ask(server, `drop database ${name} with (force)`);
    },
  };
}

describeOnServer('on PostgreSQL', 'ACTA_TEST_POSTGRES', (server) => {
  for (const [name, wrapping] of [
    ['PostgresKeyVault', {}],
    ['PostgresKeyVault, wrapped', { keyEncryptionKey: randomBytes(32) }],
  ] as const)
    keyVaultContract(name, async () => {
      const { url, remove } = await makeDatabase(server);
      return { open: () => openPostgresKeyVault({ url, log: 'main', mode: 'write', ...wrapping }), remove };
    });
});

describeOnServer('PostgresKeyVault', 'ACTA_TEST_POSTGRES', (server) => {
  let database: Awaited<ReturnType<typeof makeDatabase>>;
  let opened: KeyVault[];
  let line: Line | undefined;

  beforeEach(async () => {
    database = await makeDatabase(server);
    opened = [];
  });

  afterEach(async () => {
    for (const vault of opened) await vault.close();
    await line?.close();
    line = undefined;
    await database.remove();
  });

  const open = async (options: Partial<PostgresKeyVaultOptions> = {}): Promise<KeyVault> => {
    const vault = await openPostgresKeyVault({ url: database.url, log: 'main', mode: 'write', ...options });
    opened.push(vault);
    return vault;
  };

  const refusal = async (options: Partial<PostgresKeyVaultOptions> = {}): Promise<Error> => {
    const outcome = await open(options).catch((error: unknown) => error as Error);
    if (outcome instanceof Error) return outcome;
    throw new Error('it was opened');
  };

  const changed = (change: (url: URL) => void): string => {
    const url = new URL(database.url);
    change(url);
    return url.href;
  };

  /** The vault's address through a line that can be cut. */
  const overLine = async (): Promise<string> => {
    const laid = await layLine(Number(new URL(database.url).port));
    line = laid;
    return changed((url) => (url.port = String(laid.port)));
  };

  it('makes one table for nodes that start at once', async () => {
    const vaults = await Promise.all([open(), open(), open(), open()]);
    expect(hex(await vaults[3].keyFor(ada))).toHaveLength(64);
  });

  it("shows another node's keys after refresh", async () => {
    const [here, there] = [await open(), await open()];
    const key = await here.keyFor(ada);
    expect(there.find(ada)).toBeUndefined();
    await there.refresh();
    expect(hex(there.find(ada))).toBe(hex(key));
  });

  it('gives nodes that ask at once the one key', async () => {
    const vaults = await Promise.all([open(), open(), open()]);
    const people = Array.from({ length: 40 }, (_, i) => `${ada.slice(0, -2)}${String(i).padStart(2, '0')}`);
    for (const person of people) {
      const keys = await Promise.all(vaults.map((vault) => vault.keyFor(person)));
      expect(new Set(keys.map(hex)).size).toBe(1);
    }
  });

  it('shows with refresh every key made before it, while other nodes make more', async () => {
    const [one, two, reader] = [await open(), await open(), await open()];
    for (let i = 10; i < 60; i++) {
      const [first, second] = [`${ada.slice(0, -3)}1${String(i)}`, `${ada.slice(0, -3)}2${String(i)}`];
      const later = two.keyFor(second);
      const key = await one.keyFor(first);
      await reader.refresh();
      expect(hex(reader.find(first))).toBe(hex(key));
      await later;
    }
  });

  it('forgets by itself, without refresh, what another node has destroyed', async () => {
    const [here, there] = [await open(), await open()];
    await here.keyFor(ada);
    await there.keyFor(ada);
    await here.destroy(ada);
    await until(() => there.find(ada) === undefined);
    await expect(there.keyFor(ada)).rejects.toThrow(KeyDestroyed);
  });

  it('gives no key to a person whom another node has erased while it was not heard', async () => {
    const here = await open();
    const there = await open({ url: await overLine() });
    await there.keyFor(ada);
    line?.cut();
    await here.destroy(ada);
    line?.mend();
    await there.refresh();
    expect(there.find(ada)).toBeUndefined();
  });

  it('reads everything again after a lost connection, by itself', async () => {
    const here = await open();
    const there = await open({ url: await overLine() });
    await there.keyFor(ada);
    line?.cut();
    await expect(there.refresh()).rejects.toThrow(KeyVaultUnavailable);
    await expect(there.keyFor(ben)).rejects.toThrow(/does not answer .*; see that it runs/);
    expect(there.find(ada)).toBeDefined();
    await here.destroy(ada);
    const key = await here.keyFor(ben);
    line?.mend();
    await until(() => there.find(ada) === undefined);
    expect(hex(there.find(ben))).toBe(hex(key));
    await here.keyFor('01900000-0000-7000-8000-00000000000c');
    await here.destroy(ben);
    await until(() => there.find(ben) === undefined);
  });

  it('goes on after the server has ended its connections', async () => {
    const vault = await open();
    await vault.keyFor(ada);
    await ask(
      server,
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${new URL(database.url).pathname.slice(1)}'`,
    );
    expect(hex(await vault.keyFor(ben))).toHaveLength(64);
  });

  it('reads everything again where the database was restored from before', async () => {
    const vault = await open();
    const key = await vault.keyFor(ada);
    await vault.keyFor(ben);
    await vault.refresh();
    await ask(
      database.url,
      `delete from acta.key where subject = '${ben}'; update acta.vault set serial = 1`,
    );
    await vault.refresh();
    expect(hex(vault.find(ada))).toBe(hex(key));
    expect(vault.find(ben)).toBeUndefined();
  });

  it("has no byte of a destroyed key in the table's file", async () => {
    const vault = await open();
    const key = hex(await vault.keyFor(ada)) ?? '';
    const other = hex(await vault.keyFor(ben)) ?? '';
    const fileHolds = async (bytes: string): Promise<boolean | undefined> => {
      const [row] = await ask<{ holds: boolean }>(
        database.url,
        `select position('\\x${bytes}'::bytea in pg_read_binary_file(pg_relation_filepath('acta.key'))) > 0 as holds`,
      );
      return row?.holds;
    };
    await ask(database.url, 'checkpoint');
    expect([await fileHolds(key), await fileHolds(other)]).toEqual([true, true]);
    await vault.destroy(ada);
    await ask(database.url, 'checkpoint');
    expect([await fileHolds(key), await fileHolds(other)]).toEqual([false, true]);
  });

  it('sweeps at the next start what it could not while the table was held', async () => {
    const vault = await open();
    await vault.keyFor(ada);
    const dump = new pg.Client(database.url);
    await dump.connect();
    await dump.query('begin; lock table acta.key in access share mode');
    await vault.destroy(ada);
    expect(await ask(database.url, 'select unswept from acta.vault')).toEqual([{ unswept: true }]);
    await dump.end();
    await open();
    expect(await ask(database.url, 'select unswept from acta.vault')).toEqual([{ unswept: false }]);
  });

  it('keeps wrapped keys so that the table alone gives none', async () => {
    const vault = await open({ keyEncryptionKey: randomBytes(32) });
    const key = hex(await vault.keyFor(ada));
    const [row] = await ask<{ key: Buffer }>(database.url, 'select key from acta.key');
    expect(row?.key.toString('hex')).not.toContain(key);
  });

  it.each([
    ['not wrapped', {}],
    ['wrapped', { keyEncryptionKey: randomBytes(32) }],
  ])('refuses a key that was damaged or moved to another person: %s', async (_, wrapping) => {
    const vault = await open(wrapping);
    await vault.keyFor(ada);
    await vault.keyFor(ben);
    await ask(
      database.url,
      `update acta.key set key = (select key from acta.key where subject = '${ben}') where subject = '${ada}'`,
    );
    const refused = await refusal(wrapping);
    expect(refused).toBeInstanceOf(KeyVaultDamaged);
    expect(refused.message).toContain(`the key of ${ada} is not what was stored`);
  });

  it('only reads where it is opened for reading, and makes no table', async () => {
    const reader = await open({ mode: 'read' });
    expect(await ask(database.url, "select to_regclass('acta.vault') as it")).toEqual([{ it: null }]);
    await expect(reader.keyFor(ada)).rejects.toThrow('open for reading only');
    const key = await (await open()).keyFor(ada);
    await reader.refresh();
    expect(hex(reader.find(ada))).toBe(hex(key));
    await expect(reader.destroy(ada)).rejects.toThrow('open for reading only');
  });

  it('tells what is in a vault, and changes nothing', async () => {
    expect(await examinePostgresKeyVault({ url: database.url, log: 'main' })).toMatchObject({ keys: 0 });
    const vault = await open();
    await vault.keyFor(ada);
    await vault.destroy(ben);
    const { host, pathname } = new URL(database.url);
    expect(await examinePostgresKeyVault({ url: database.url, log: 'main' })).toEqual({
      at: `${host}${pathname}`,
      keys: 1,
      destroyed: 1,
      wrapped: false,
    });
  });

  it('refuses what is no subject id, and any call once it is closed', async () => {
    const vault = await open();
    await expect(vault.keyFor('ADA')).rejects.toThrow('is not a subject id');
    await vault.close();
    await expect(vault.keyFor(ada)).rejects.toThrow('is closed');
    await expect(vault.refresh()).rejects.toThrow('is closed');
  });

  const at = (): string => {
    const { host, pathname } = new URL(database.url);
    return `${host}${pathname}`;
  };

  it('refuses a wrong password', async () => {
    const refused = await refusal({ url: changed((url) => (url.password = 'not-it')) });
    expect(refused).toBeInstanceOf(KeyVaultRefused);
    expect(refused.message).toBe(
      `PostgreSQL at ${at()}: it refuses the password of "acta_test"; correct user and password, in the address or PGPASSWORD ` +
        '(password authentication failed for user "acta_test")',
    );
  });

  it('refuses a database that does not exist', async () => {
    const refused = await refusal({ url: changed((url) => (url.pathname = 'absent')) });
    expect(refused.message).toMatch(/it has no database "absent"; make one \(createdb\)/);
  });

  it('tells that no server answers', async () => {
    const url = await overLine();
    const port = new URL(url).port;
    await line?.close();
    line = undefined;
    const refused = await refusal({ url });
    expect(refused).toBeInstanceOf(KeyVaultUnavailable);
    expect(refused.message).toBe(
      `PostgreSQL at ${at().replace(/:\d+/, `:${port}`)} does not answer (connect ECONNREFUSED 127.0.0.1:${port}); ` +
        'see that it runs and can be reached from here, or correct the address',
    );
  });

  it('refuses a server without TLS where TLS is asked for', async () => {
    const refused = await refusal({ url: `${database.url}?sslmode=verify-full` });
    expect(refused.message).toMatch(/it does not offer TLS; switch it on there/);
  });

  it('refuses an address that is none, without repeating it', async () => {
    const refused = await refusal({ url: 'postgres://me:secret@host:port/x' });
    expect(refused.message).toMatch(/^the key vault's address cannot be used/);
    expect(refused.message).not.toContain('secret');
  });

  it("refuses another log's vault", async () => {
    await open();
    expect((await refusal({ log: 'other' })).message).toBe(
      `the key vault in PostgreSQL at ${at()} is that of the log "main", and not of "other"; give each log a database of its own`,
    );
  });

  it('refuses a newer layout', async () => {
    await open();
    await ask(database.url, 'update acta.vault set version = 2');
    expect((await refusal()).message).toMatch(
      /has layout 2, of a newer version of Acta; .*: start the newer one/,
    );
  });

  it.each<[string, RegExp, Partial<PostgresKeyVaultOptions>, Partial<PostgresKeyVaultOptions>]>([
    [
      'none',
      /wrapped with the key-encryption key of fingerprint [0-9a-f]{16}, and none was given/,
      { keyEncryptionKey: randomBytes(32) },
      {},
    ],
    [
      'another',
      /and that of [0-9a-f]{16} was given; name the right file/,
      { keyEncryptionKey: randomBytes(32) },
      { keyEncryptionKey: randomBytes(32) },
    ],
    ['one too many', /made without a key-encryption key/, {}, { keyEncryptionKey: randomBytes(32) }],
  ])('refuses a wrong key-encryption key: %s', async (_, message, first, second) => {
    await open(first);
    expect((await refusal(second)).message).toMatch(message);
  });

  it('refuses a user who may not make tables, and one who does not own them', async () => {
    const role = `acta_${randomBytes(6).toString('hex')}`;
    await ask(server, `create role ${role} login password 'word'`);
    const url = changed((to) => {
      to.username = role;
      to.password = 'word';
    });
    try {
      expect((await refusal({ url })).message).toMatch(
        /may not do what the key vault needs; make it the owner/,
      );
      await open();
      await ask(
        database.url,
        `grant usage on schema acta to ${role}; grant select, insert, update on all tables in schema acta to ${role}`,
      );
      expect((await refusal({ url })).message).toMatch(
        /belongs to "acta_test", and only its owner can erase/,
      );
      await open({ url, mode: 'read' });
    } finally {
      for (const vault of opened.splice(0)) await vault.close();
      await ask(database.url, `drop owned by ${role}; drop role ${role}`);
    }
  });
});
