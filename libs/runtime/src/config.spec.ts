import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { type Config, keysShown, loadConfig, settings, storeShown } from './config.js';
import { ConfigRefused, isLoopback, secondsOf } from './setting.js';

const README = new URL('../../../README.md', import.meta.url);

describe('the settings of identity and limits', () => {
  it('are, by default, those of a first start on this machine', () => {
    expect(loadConfig({})).toMatchObject({
      host: '127.0.0.1',
      issuer: undefined,
      audience: 'acta',
      jwks: undefined,
      algorithms: ['ES256', 'EdDSA', 'RS256'],
      tokenTypes: ['at+jwt'],
      tokenAge: 86_400,
      rateLimit: 6_000,
      proxy: undefined,
      accessLogDays: 0,
    });
  });

  it.each<[env: string, text: string, key: keyof Config, value: unknown]>([
    ['ACTA_OIDC_ISSUER', 'https://id.example/realms/acta', 'issuer', 'https://id.example/realms/acta'],
    ['ACTA_OIDC_ISSUER', 'http://127.0.0.1:8080', 'issuer', 'http://127.0.0.1:8080'],
    ['ACTA_OIDC_ISSUER', 'http://[::1]:8080/', 'issuer', 'http://[::1]:8080/'],
    ['ACTA_OIDC_AUDIENCE', 'https://acta.example', 'audience', 'https://acta.example'],
    ['ACTA_OIDC_ALGORITHMS', 'PS256, ES384', 'algorithms', ['ES384', 'PS256']],
    ['ACTA_OIDC_TYPES', 'JWT,at+jwt', 'tokenTypes', ['at+jwt', 'JWT']],
    ['ACTA_OIDC_MAX_AGE', '90m', 'tokenAge', 5_400],
    ['ACTA_RATE_LIMIT', '0', 'rateLimit', 0],
    ['ACTA_PROXY', '10.0.0.1', 'proxy', '10.0.0.1'],
    ['ACTA_ACCESS_LOG_DAYS', '365', 'accessLogDays', 365],
    ['ACTA_KEYS', 'postgres://me@127.0.0.1/acta', 'keys', 'postgres://me@127.0.0.1/acta'],
    ['ACTA_KEYS', 'postgres:///acta?host=/run/postgresql', 'keys', 'postgres:///acta?host=/run/postgresql'],
    ['ACTA_DOCUMENTS', 's3://record', 'documents', { bucket: 'record', prefix: '' }],
    ['ACTA_DOCUMENTS', 's3://record/cwg/cop/', 'documents', { bucket: 'record', prefix: 'cwg/cop' }],
    ['ACTA_S3_ENDPOINT', 'https://s3.example:9000', 's3Endpoint', 'https://s3.example:9000'],
    ['ACTA_S3_REGION', 'eu-central-1', 's3Region', 'eu-central-1'],
    ['ACTA_KAFKA_BROKERS', 'one:9092, [::1]:9093', 'kafkaBrokers', ['one:9092', '[::1]:9093']],
    ['ACTA_KAFKA_TOPIC', 'acta.feed', 'kafkaTopic', 'acta.feed'],
    ['ACTA_KAFKA_TLS', 'false', 'kafkaTls', false],
    ['ACTA_KAFKA_SASL', 'plain', 'kafkaSasl', ['plain']],
    ['ACTA_KAFKA_CREATE_TOPICS', 'true', 'kafkaCreateTopics', true],
    ['ACTA_KAFKA_PARTITIONS', '12', 'kafkaPartitions', 12],
    ['ACTA_KAFKA_SESSION', '1m', 'kafkaSession', 60],
    ['ACTA_SMTP', 'smtp://mail.example', 'smtp', { host: 'mail.example', port: 587, implicit: false }],
    ['ACTA_SMTP', 'smtps://mail.example/', 'smtp', { host: 'mail.example', port: 465, implicit: true }],
    ['ACTA_SMTP', 'smtp://[::1]:2525', 'smtp', { host: '::1', port: 2525, implicit: false }],
    ['ACTA_MAIL_FROM', 'acta@record.example', 'mailFrom', { address: 'acta@record.example' }],
    [
      'ACTA_MAIL_FROM',
      '"Acta, le procès-verbal" <acta@record.example>',
      'mailFrom',
      { address: 'acta@record.example', name: 'Acta, le procès-verbal' },
    ],
    ['ACTA_MAIL_BOUNCES', 'bounces@record.example', 'mailBounces', 'bounces@record.example'],
    ['ACTA_NOTIFIER_URL', 'https://notices.example/', 'notifierUrl', 'https://notices.example'],
    ['ACTA_RECORD_URL', 'https://record.example/acta/', 'recordUrl', 'https://record.example/acta'],
  ])('%s=%s', (env, text, key, value) => {
    expect(loadConfig({ [env]: text })[key]).toEqual(value);
  });

  it.each<[env: string, text: string]>([
    ['ACTA_OIDC_ISSUER', 'http://id.example'],
    ['ACTA_KAFKA_BROKERS', 'kafka.example'],
    ['ACTA_KAFKA_TOPIC', 'a topic'],
    ['ACTA_KAFKA_TLS', 'maybe'],
    ['ACTA_KAFKA_SASL', 'gssapi'],
    ['ACTA_KAFKA_PARTITIONS', '0'],
    ['ACTA_KAFKA_SESSION', '10'],
    ['ACTA_SMTP', 'mail.example:587'],
    ['ACTA_SMTP', 'smtp://'],
    ['ACTA_SMTP', 'smtp://acta:swordfish@mail.example'],
    ['ACTA_SMTP', 'smtp://mail.example?tls=off'],
    ['ACTA_SMTP_USER', 'acta'],
    ['ACTA_SMTP_TLS', 'yes'],
    ['ACTA_MAIL_FROM', 'Acta'],
    ['ACTA_MAIL_FROM', 'acta@record.example, other@record.example'],
    ['ACTA_MAIL_FROM', 'Acta\r\nBcc: a <acta@record.example>'],
    ['ACTA_MAIL_BOUNCES', 'record.example'],
    ['ACTA_NOTIFIER_URL', 'http://notices.example'],
    ['ACTA_RECORD_URL', 'record.example'],
    ['ACTA_OIDC_ISSUER', 'http://127.0.0.1.example'],
    ['ACTA_OIDC_ISSUER', 'http://localhost.example'],
    ['ACTA_OIDC_ISSUER', 'file:///etc/passwd'],
    ['ACTA_OIDC_ISSUER', 'id.example'],
    ['ACTA_OIDC_ISSUER', 'https://id.example?x=1'],
    ['ACTA_OIDC_ISSUER', 'https://id.example#x'],
    ['ACTA_OIDC_ISSUER', 'https://user:word@id.example'],
    ['ACTA_OIDC_JWKS', 'https://id.example/keys'],
    ['ACTA_OIDC_AUDIENCE', 'two words'],
    ['ACTA_OIDC_ALGORITHMS', 'ES256,none'],
    ['ACTA_OIDC_ALGORITHMS', 'HS256'],
    ['ACTA_OIDC_ALGORITHMS', ','],
    ['ACTA_OIDC_TYPES', 'id+jwt'],
    ['ACTA_OIDC_MAX_AGE', '1 day'],
    ['ACTA_OIDC_MAX_AGE', '0h'],
    ['ACTA_RATE_LIMIT', '-1'],
    ['ACTA_RATE_LIMIT', '1e9'],
    ['ACTA_PROXY', 'proxy.example'],
    ['ACTA_ACCESS_LOG_DAYS', '36501'],
    ['ACTA_KEYS', 'postgres://me:swordfish@db.example/acta'],
    ['ACTA_KEYS', 'postgres://me:swordfish@db.example/acta?sslmode=require'],
    ['ACTA_KEYS', 'postgres://127.0.0.1'],
    ['ACTA_KEYS', 'postgres://me:swordfish@host:port/acta'],
    ['ACTA_STORE', 'http://127.0.0.1:2113'],
    ['ACTA_STORE', 'esdb://'],
    ['ACTA_STORE', 'esdb://me:swordfish@store.example:2113?tls=false'],
    ['ACTA_STORE', 'esdb://127.0.0.1:2113,10.0.0.7:2113?tls=false'],
    ['ACTA_KEYS_WRAPPED_WITH', '/etc/acta/wrapping'],
    ['ACTA_DOCUMENTS', '/srv/documents'],
    ['ACTA_DOCUMENTS', 's3://Record'],
    ['ACTA_DOCUMENTS', 's3://record//x'],
    ['ACTA_S3_ENDPOINT', 'http://s3.example'],
    ['ACTA_S3_REGION', 'EU west'],
  ])('%s=%s is refused by name', (env, text) => {
    expect(() => loadConfig({ [env]: text })).toThrow(ConfigRefused);
    expect(() => loadConfig({ [env]: text })).toThrow(new RegExp(`^${env}`));
  });

  it('repeat no password, neither refused nor shown', () => {
    for (const keys of ['postgres://me:swordfish@db.example/acta', 'postgres://me:swordfish@host:port/acta'])
      expect(() => loadConfig({ ACTA_KEYS: keys })).toThrow(/^(?!.*swordfish)/);
    expect(() => loadConfig({ ACTA_STORE: 'esdb://me:swordfish@store.example?tls=false' })).toThrow(
      /^(?!.*swordfish)/,
    );
    const env = {
      ACTA_STORE: 'esdb://me:swordfish@one.example:2113,two.example:2113?tlsCAFile=ca.crt',
      ACTA_KEYS: 'postgres://me:swordfish@db.example/acta?sslmode=verify-full&password=swordfish',
      AWS_SECRET_ACCESS_KEY: 'swordfish',
      ACTA_STORE_PASSWORD: 'swordfish',
    };
    const config = loadConfig(env);
    expect(keysShown(config)).toBe('postgres://me@db.example/acta');
    expect(storeShown(config)).toBe('esdb://one.example:2113,two.example:2113');
    expect(inspect({ ...config, keys: '', store: '' })).not.toContain('swordfish');
  });

  it('a secret may lie in a file that its owner alone can read', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'acta-secret-')), 'password');
    writeFileSync(file, 'of the store\n', { mode: 0o600 });
    const given = { ACTA_STORE_PASSWORD_FILE: file };
    expect(loadConfig(given).storePassword?.()).toBe('of the store');
    expect(loadConfig({ ...given, ACTA_STORE_PASSWORD: 'said' }).storePassword?.()).toBe('said');
    expect(loadConfig({ ACTA_PORT_FILE: file }).port).toBe(3000);
    chmodSync(file, 0o644);
    expect(() => loadConfig(given)).toThrow(/can be read by others; take their rights away: chmod 600/);
    rmSync(dirname(file), { recursive: true });
  });

  it('keys may lie elsewhere than their issuer', () => {
    const env = { ACTA_OIDC_ISSUER: 'https://id.example', ACTA_OIDC_JWKS: 'https://keys.example/jwks' };
    expect(loadConfig(env).jwks).toBe('https://keys.example/jwks');
  });

  it("a broker's password does not travel in the clear, save on this machine", () => {
    const env = { ACTA_KAFKA_USER: 'relay', ACTA_KAFKA_PASSWORD: 'swordfish', ACTA_KAFKA_TLS: 'false' };
    const away = { ...env, ACTA_KAFKA_BROKERS: '127.0.0.1:9092,kafka.example:9092' };
    expect(() => loadConfig(away)).toThrow(/^ACTA_KAFKA_TLS: .*"kafka\.example:9092".*; leave TLS on$/);
    expect(loadConfig({ ...env, ACTA_KAFKA_BROKERS: '127.0.0.1:9092' }).kafkaUser).toBe('relay');
  });

  it('of mail, nor does that of an account there', () => {
    const env = { ACTA_SMTP_USER: 'acta', ACTA_SMTP_PASSWORD: 'swordfish', ACTA_SMTP_TLS: 'false' };
    const read = (place: string) => loadConfig({ ...env, ACTA_SMTP: place });
    expect(() => read('smtp://mail.example')).toThrow(/^ACTA_SMTP_TLS: .*"mail\.example".*; leave TLS on$/);
    expect(() => read('smtps://127.0.0.1')).toThrow(/^ACTA_SMTP_TLS: smtps:\/\/ is TLS; leave it on/);
    expect(() => loadConfig({ ACTA_SMTP: 'smtp://acta:swordfish@mail.example' })).toThrow(/^(?!.*swordfish)/);
    expect(inspect(read('smtp://127.0.0.1'))).not.toContain('swordfish');
  });

  it('are all in the README, with their defaults', () => {
    const readme = readFileSync(README, 'utf8');
    for (const { env, default: standard } of Object.values(settings)) {
      const row = readme.split('\n').find((line) => line.startsWith(`| \`${env}\``)) ?? `no row for ${env}`;
      expect(row).toMatch(/^\| /);
      expect(row).toContain(standard);
    }
  });
});

describe('a host', () => {
  it.each(['127.0.0.1', '127.8.9.10', '::1', 'localhost'])('%s is this machine alone', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each(['0.0.0.0', '::', '10.0.0.1', '128.0.0.1', '127.0.0.1.example', '127.1', ''])(
    '"%s" is not this machine alone',
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});

describe('a length of time', () => {
  it.each([
    ['45s', 45],
    ['30m', 1_800],
    ['8h', 28_800],
    ['7d', 604_800],
    ['8', undefined],
    ['-8h', undefined],
    ['8H', undefined],
    ['8h30m', undefined],
    ['', undefined],
  ])('%s', (text, seconds) => {
    expect(secondsOf(text)).toBe(seconds);
  });
});
