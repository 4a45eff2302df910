import { X509Certificate } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const script = join(import.meta.dirname, '../../../deploy/secrets.sh');
/** Each service's folder, the user that has it, and the name that others call it by. */
const SERVICES = [
  ['acta', 10001, 'acta'],
  ['store', 1000, 'store'],
  ['keys', 999, 'keys'],
  ['documents', 1000, 'documents'],
  ['kafka', 1000, 'kafka'],
  ['mail', 1000, 'mail'],
  ['proxy', 1000, 'acta.localhost'],
] as const;

const isRoot = process.getuid?.() === 0;
const skipped = isRoot ? '' : ' (skipped: it gives files to the users of the services, which root alone may)';
(isRoot ? describe : describe.skip)(`deploy/secrets.sh${skipped}`, () => {
  let folder: string;
  const make = () => execFileSync('sh', [script, folder], { stdio: ['ignore', 'ignore', 'pipe'] });
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'acta-secrets-'));
    for (const [name] of SERVICES) mkdirSync(join(folder, name));
    make();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(SERVICES)(
    'gives %s a certificate of its name, and all of it to its user alone',
    (name, uid, host) => {
      const authority = new X509Certificate(readFileSync(join(folder, name, 'ca/ca.pem')));
      const file = name === 'acta' ? 'client' : 'server';
      const own = new X509Certificate(readFileSync(join(folder, name, `${file}.pem`)));
      expect(own.verify(authority.publicKey)).toBe(true);
      expect(own.checkHost(host)).toBe(host);
      for (const each of readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' })) {
        const { uid: owner, mode } = statSync(join(folder, name, each));
        expect([each, owner, mode & 0o077]).toEqual([each, uid, 0]);
      }
    },
  );

  it('keeps no key of the authority', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => /ca\.(key|srl)$/.test(file))).toEqual([]);
  });

  it('makes nothing a second time', () => {
    const password = () => readFileSync(join(folder, 'acta/store-password'), 'utf8');
    const before = password();
    make();
    expect(password()).toBe(before);
    expect(before).toMatch(/^[0-9a-f]{48}$/);
  });
});
