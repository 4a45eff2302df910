import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A key and its certificate, PEM. */
export interface Certificate {
  key: string;
  cert: string;
}

const OIDS = {
  ecdsaWithSha256: '2a8648ce3d040302',
  commonName: '550403',
  basicConstraints: '551d13',
  subjectAltName: '551d11',
} as const;

/** Of DER (X.690): a tag, the length, the content. */
function der(tag: number, ...content: Buffer[]): Buffer {
  const bytes = Buffer.concat(content);
  const length = bytes.length < 0x80 ? [bytes.length] : [0x82, bytes.length >> 8, bytes.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), bytes]);
}

const sequence = (...content: Buffer[]) => der(0x30, ...content);
const oid = (name: keyof typeof OIDS) => der(0x06, Buffer.from(OIDS[name], 'hex'));
const time = (at: Date) =>
  der(
    0x17,
    Buffer.from(
      at
        .toISOString()
        .replace(/[-:T]|\.\d+/g, '')
        .slice(2),
    ),
  );

/** An extension of a certificate (RFC 5280, section 4.2). */
const extension = (name: keyof typeof OIDS, value: Buffer) => sequence(oid(name), der(0x04, value));

/**
 * A new key with a certificate that it signs itself (RFC 5280), for localhost and 127.0.0.1, good for a day: its own
 * authority. Another name makes one that those are not served with.
 */
export function selfSigned(host = 'localhost'): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const [now, dayMs] = [Date.now(), 86_400_000];
  const name = sequence(der(0x31, sequence(oid('commonName'), der(0x0c, Buffer.from(host)))));
  const names = [
    der(0x82, Buffer.from(host)),
    ...(host === 'localhost' ? [der(0x87, Buffer.from([127, 0, 0, 1]))] : []),
  ];
  const algorithm = sequence(oid('ecdsaWithSha256'));
  const toSign = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    name,
    sequence(time(new Date(now - dayMs)), time(new Date(now + dayMs))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(
      0xa3,
      sequence(
        extension('basicConstraints', sequence(der(0x01, Buffer.from([0xff])))),
        extension('subjectAltName', sequence(...names)),
      ),
    ),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', toSign, privateKey));
  const lines = sequence(toSign, algorithm, signature).toString('base64').replace(/.{64}/g, '$&\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}
