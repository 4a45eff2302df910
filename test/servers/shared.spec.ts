import { chmodSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { showMeeting } from '@acta/application';
import type { Command } from '@acta/domain';
import { type Acta, backUp, examine, loadConfig, openActa, restoreBackup } from '@acta/runtime';
import { describeOnServer } from '@acta/testing';
import { act } from '../support/acting.js';
import { importSample } from '../support/sample.js';
import { makeBucket, makeDatabase } from '../support/servers.js';
import { type Temporary, temporaryFolder } from '../support/temporary.js';

const SUBJECT = '00000000-0000-4000-8000-00000000000a';
const NAME = 'Somebody Who Was Chairing';
const chairing: Command = {
  type: 'record-chair',
  stream: 'meeting-CWG-COP-18',
  data: { person: { subject: SUBJECT, name: NAME } },
  reason: 'it became known',
};

const nameIn = (acta: Acta): string | undefined =>
  showMeeting(acta, { group: 'CWG-COP', meeting: 18 }, {}).value.chair?.person?.name;

describeOnServer('keys in a database', 'ACTA_TEST_POSTGRES', (server) => {
  let temporary: Temporary;
  let env: Record<string, string>;
  const opened: Acta[] = [];

  beforeEach(async () => {
    temporary = temporaryFolder();
    env = { ACTA_DATA: temporary.config.data, ACTA_KEYS: await makeDatabase(server) };
  });
  afterEach(async () => {
    for (const acta of opened.splice(0)) await acta.close();
    temporary.remove();
  });

  const open = async (mode: 'write' | 'read'): Promise<Acta> => {
    const acta = await openActa(loadConfig(env), { mode });
    opened.push(acta);
    return acta;
  };
  const wrapping = (text: string, mode = 0o600): string => {
    const file = join(temporary.folder, 'wrapping');
    writeFileSync(file, text);
    chmodSync(file, mode);
    return file;
  };
  const doctor = async (): Promise<string> =>
    (await examine(loadConfig(env)))
      .map(({ name, ok, detail }) => `${name} ${String(ok)} ${detail}`)
      .join('\n');

  it('are seen by another process after a refresh, and gone in it once a person is erased', async () => {
    const writer = await open('write');
    await importSample(writer);
    const reader = await open('read');
    await act(writer, chairing);
    await reader.vault.refresh();
    expect([nameIn(writer), nameIn(reader)]).toEqual([NAME, NAME]);
    await act(writer, { type: 'erase-person', data: { subject: SUBJECT } });
    expect([nameIn(writer), nameIn(reader)]).toEqual([undefined, undefined]);
  });

  it('are wrapped with a key in a file, which the doctor names nowhere', async () => {
    const key = randomBytes(32).toString('base64');
    env['ACTA_KEYS_WRAPPED_WITH'] = wrapping(`${key}\n`);
    const writer = await open('write');
    await importSample(writer);
    await act(writer, chairing);
    const told = await doctor();
    expect(told).toMatch(/^keys true \d+ of persons, 0 destroyed, wrapped, in PostgreSQL at 127\.0\.0\.1/m);
    expect(told).not.toContain(key);
    expect(told).not.toContain(new URL(server).password);
  });

  it.each<[string, string, number, RegExp]>([
    ['no key', 'a word', 0o600, /holds no key of 32 bytes in base64; make one with: openssl rand -base64 32/],
    ['open to others', randomBytes(32).toString('base64'), 0o644, /can be read by others; .* chmod 600/],
  ])('are refused with a file that is %s', async (_, text, mode, message) => {
    env['ACTA_KEYS_WRAPPED_WITH'] = wrapping(text, mode);
    await expect(open('write')).rejects.toThrow(message);
  });

  it('let go of the folder where they are refused', async () => {
    const { ACTA_KEYS: keys = '' } = env;
    env['ACTA_KEYS'] = keys.replace(/:[^:@/]+@/, ':not-it@');
    await expect(open('write')).rejects.toThrow(/refuses the password of "acta_test"/);
    const told = await doctor();
    expect(told).toMatch(/^keys false PostgreSQL at .*: it refuses the password/m);
    expect(told).not.toContain('not-it');
    env['ACTA_KEYS'] = keys;
    await open('write');
  });
});

describeOnServer('documents in a bucket', 'ACTA_TEST_S3', (server) => {
  let temporary: Temporary;
  let bucket: Awaited<ReturnType<typeof makeBucket>>;

  beforeEach(async () => {
    temporary = temporaryFolder();
    bucket = await makeBucket(server);
  });
  afterEach(() => temporary.remove());

  const configOf = (data: string, env: Record<string, string>) =>
    loadConfig({ ACTA_DATA: join(temporary.folder, data), ...env });

  it('are kept there, backed up into a folder and restored into another bucket', async () => {
    const config = configOf('data', bucket.env);
    const acta = await openActa(config, { mode: 'write' });
    const sha256 = await acta.blobs.put(new TextEncoder().encode('a contribution'));
    await acta.close();
    expect(await bucket.names()).toEqual([`documents/${sha256}`]);
    expect(await examine(config)).toContainEqual({
      name: 'documents',
      ok: true,
      detail: '1, each with the hash that it is stored under',
    });
    const copy = join(temporary.folder, 'backup');
    await backUp(config, copy, () => undefined);
    const other = await makeBucket(server);
    await restoreBackup(configOf('restored', other.env), copy, () => undefined);
    expect(await other.names()).toEqual([`documents/${sha256}`]);
  });

  it('are reached with credentials in a file', async () => {
    const { AWS_ACCESS_KEY_ID: key = '', AWS_SECRET_ACCESS_KEY: secret = '', ...env } = bucket.env;
    const file = join(temporary.folder, 'credentials');
    const lines = ['[other]', 'aws_access_key_id = no', '[default]', `aws_access_key_id = ${key}`];
    writeFileSync(file, [...lines, `aws_secret_access_key=${secret}`, ''].join('\n'), { mode: 0o600 });
    const config = configOf('data', { ...env, ACTA_S3_CREDENTIALS: file });
    await (await openActa(config, { mode: 'write' })).close();
    writeFileSync(file, '[default]\naws_access_key_id = x\n', { mode: 0o600 });
    await expect(openActa(config, { mode: 'write' })).rejects.toThrow(
      /has no aws_access_key_id and aws_secret/,
    );
  });

  it('are refused without credentials, and with wrong ones, which the doctor tells without repeating them', async () => {
    const { AWS_ACCESS_KEY_ID: key = '', AWS_SECRET_ACCESS_KEY: _, ...env } = bucket.env;
    await expect(openActa(configOf('data', env), { mode: 'write' })).rejects.toThrow(
      /there are no credentials for it; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY/,
    );
    const wrong = { ...env, AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: 'not-it' };
    const told = await examine(configOf('data', wrong));
    const documents = told.find(({ name }) => name === 'documents');
    expect(documents).toMatchObject({
      ok: false,
      detail: expect.stringContaining('it refuses the credentials'),
    });
    expect(JSON.stringify(told)).not.toContain('not-it');
  });
});
