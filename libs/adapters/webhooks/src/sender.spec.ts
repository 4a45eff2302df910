import { DeliveryFailed } from '@acta/application';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { type AddressInfo, Socket, connect as plainConnect } from 'node:net';
import { isPublic } from './allowance.js';
import { type Destination, type WebhookSenderOptions, openWebhookSender } from './sender.js';

const MESSAGE = { headers: { 'webhook-id': 'an id' }, body: '{"a":"é"}' };
const servers: Server[] = [];

/** A receiver on the loopback address, and where it is. */
async function receiver(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<number> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const LOOPBACK: WebhookSenderOptions = { allow: ['127.0.0.1'] };

function send(url: string, options: WebhookSenderOptions = LOOPBACK, signal = new AbortController().signal) {
  return openWebhookSender(options).send(url, MESSAGE, signal);
}

/** Sends with a resolver and a connector that note what they are asked for, and reach nothing. */
async function attempt(url: string, addresses: readonly string[], allow: readonly string[] = []) {
  const connected: Destination[] = [];
  const asked: string[] = [];
  const error: unknown = await send(url, {
    allow,
    resolve: async (host) => {
      asked.push(host);
      return addresses;
    },
    connect: (destination) => {
      connected.push(destination);
      const socket = new Socket();
      setImmediate(() => socket.destroy(Object.assign(new Error('stub'), { code: 'ESTUB' })));
      return socket;
    },
  }).catch((thrown: unknown) => thrown);
  return { error, asked, connected };
}

describe('a public address', () => {
  it.each([
    ['0.0.0.0', '0.1.2.3', '10.0.0.1', '100.64.0.1', '100.127.255.255', '127.0.0.1', '127.255.0.1'],
    ['169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.1', '192.0.2.1', '192.88.99.1'],
    ['192.168.0.1', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.1', '224.0.0.1'],
    ['239.255.255.255', '240.0.0.1', '255.255.255.255'],
    ['::', '::1', '::7f00:1', '::ffff:127.0.0.1', '::ffff:a9fe:a9fe', '::ffff:0:10.0.0.1', '64:ff9b::a00:1'],
    [
      '64:ff9b:1::1',
      '100::1',
      '2001::1',
      '2001:2::1',
      '2001:10::1',
      '2001:20::1',
      '2001:db8::1',
      '2002:a00:1::',
    ],
    ['3fff::1', '5f00::1', 'fc00::1', 'fd12:3456::1', 'fe80::1', 'fec0::1', 'ff02::1', '4000::1'],
    ['', 'localhost', '1.2.3', '0x7f.1', '::1%lo', 'fe80::1%eth0'],
  ])('is none of %s …', (...addresses) => {
    for (const address of addresses) expect([address, isPublic(address)]).toEqual([address, false]);
  });

  it('is one that is given out to somebody', () => {
    for (const address of [
      '1.1.1.1',
      '8.8.8.8',
      '193.134.0.1',
      '2606:4700::1111',
      '2a00:1450::1',
      '::ffff:8.8.8.8',
    ])
      expect([address, isPublic(address)]).toEqual([address, true]);
  });
});

describe('the form of an address', () => {
  const sender = openWebhookSender({ allow: ['receiver.test', '10.1.0.0/16'] });

  it.each([
    'https://receiver.example/acta',
    'https://receiver.example:8443/',
    'https://8.8.8.8/',
    'http://receiver.test/',
    'http://RECEIVER.test:3000/',
    'http://10.1.2.3/',
  ])('may be %s', (url) => {
    expect(sender.refusalOf(url)).toBeUndefined();
  });

  it.each([
    'http://receiver.example/',
    'http://10.2.0.1/',
    'https://10.2.0.1/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:7f00:1]/',
    'https://user:secret@receiver.example/',
    'ftp://receiver.example/',
    'file:///etc/hosts',
    'javascript:alert(1)',
    'receiver.example',
    '',
    `https://receiver.example/${'a'.repeat(2_000)}`,
  ])('may not be %s', (url) => {
    expect(sender.refusalOf(url)).toEqual(expect.any(String));
  });

  it('is read from the configuration, or refused there', () => {
    expect(() => openWebhookSender({ allow: ['not a name'] })).toThrow(/no host name/);
  });
});

describe('sending', () => {
  it('posts the body with its headers', async () => {
    const got = new Promise<{ request: IncomingMessage; body: string }>((resolve) => {
      void receiver((request, response) => {
        let body = '';
        request.setEncoding('utf8').on('data', (text: string) => (body += text));
        request.on('end', () => {
          response.writeHead(204).end();
          resolve({ request, body });
        });
      }).then((port) => send(`http://127.0.0.1:${String(port)}/acta?x=1`));
    });
    const { request, body } = await got;
    expect([request.method, request.url, body]).toEqual(['POST', '/acta?x=1', MESSAGE.body]);
    expect(request.headers).toMatchObject({ 'webhook-id': 'an id', 'content-length': '10' });
  });

  it.each([
    [200, undefined],
    [299, undefined],
    [302, 'answered 302: redirects are not followed'],
    [307, 'answered 307: redirects are not followed'],
    [404, 'answered 404'],
    [410, 'answered 410'],
    [500, 'answered 500'],
  ])('takes an answer of %i for what it is', async (status, message) => {
    let asked = 0;
    const port = await receiver((_request, response) => {
      asked++;
      response.writeHead(status, { location: 'http://127.0.0.1:1/', 'content-type': 'text/plain' }).end('x');
    });
    const sent = send(`http://127.0.0.1:${String(port)}/`);
    if (message === undefined) await expect(sent).resolves.toBeUndefined();
    else await expect(sent).rejects.toMatchObject({ message, isFinal: status === 410 });
    expect(asked).toBe(1);
  });

  it('waits so long for an answer and no longer', async () => {
    const port = await receiver(() => undefined);
    await expect(send(`http://127.0.0.1:${String(port)}/`, { ...LOOPBACK, answerMs: 300 })).rejects.toThrow(
      'no answer within 300 milliseconds',
    );
  });

  it('waits so long for a name, or a connection, and no longer', async () => {
    const never = () => new Promise<never>(() => undefined);
    await expect(send('https://receiver.example/', { connectMs: 300, resolve: never })).rejects.toThrow(
      'no connection within 300 milliseconds',
    );
    await expect(
      send('https://receiver.example/', {
        connectMs: 300,
        resolve: async () => ['8.8.8.8'],
        connect: () => Object.defineProperty(new Socket(), 'connecting', { value: true }),
      }),
    ).rejects.toThrow('no connection within 300 milliseconds');
  });

  it('cuts an answer without end', async () => {
    const ended = new Promise<void>((resolve) => {
      void receiver((request, response) => {
        request.resume();
        response.writeHead(200);
        const more = setInterval(() => response.write('x'.repeat(10_000)), 5);
        response.on('close', () => {
          clearInterval(more);
          resolve();
        });
      }).then((port) => send(`http://127.0.0.1:${String(port)}/`));
    });
    await ended;
  });

  it('tells of a connection that is refused or cut', async () => {
    const port = await receiver((request) => request.socket.destroy());
    await expect(send(`http://127.0.0.1:${String(port)}/`)).rejects.toThrow(
      'the connection failed (ECONNRESET)',
    );
  });

  it('stops when it is told to, whatever it waits for', async () => {
    const stopping = new AbortController();
    const port = await receiver(() => undefined);
    const sent = [
      send(`http://127.0.0.1:${String(port)}/`, LOOPBACK, stopping.signal),
      send('https://receiver.example/', { resolve: () => new Promise(() => undefined) }, stopping.signal),
    ];
    setTimeout(() => stopping.abort(), 50);
    for (const each of sent) await expect(each).rejects.toThrow(DeliveryFailed);
  });
});

describe('where a message goes', () => {
  it('is the very address that was checked, with the name for its certificate', async () => {
    const { asked, connected } = await attempt('https://receiver.example:8443/x', ['8.8.8.8', '1.1.1.1']);
    expect(asked).toEqual(['receiver.example']);
    expect(connected).toEqual([{ address: '8.8.8.8', port: 8443, secureFor: 'receiver.example' }]);
  });

  it.each([
    ['10.0.0.5'],
    ['127.0.0.1'],
    ['169.254.169.254'],
    ['::ffff:10.0.0.1'],
    ['64:ff9b::7f00:1'],
    ['fd00::1'],
    ['0.0.0.0'],
    ['not an address'],
  ])('is not %s, which a name resolves to; and nobody is told what it was', async (address) => {
    const { error, connected } = await attempt('https://receiver.example/', [address]);
    expect(connected).toEqual([]);
    expect(error).toEqual(new DeliveryFailed('the receiver has no public address'));
  });

  it('is told alike for a name that does not exist', async () => {
    const gone = send('https://receiver.example/', {
      resolve: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
    });
    await expect(gone).rejects.toThrow('the receiver has no public address');
  });

  it('is a public address of a name that has private ones too', async () => {
    const { connected } = await attempt('https://receiver.example/', ['10.0.0.5', '8.8.8.8']);
    expect(connected.map(({ address }) => address)).toEqual(['8.8.8.8']);
  });

  it('follows a name that changes with each message, and never to a private address', async () => {
    const answers = [['8.8.8.8'], ['127.0.0.1']];
    const connected: string[] = [];
    const sender = openWebhookSender({
      resolve: async () => answers.shift() ?? [],
      connect: ({ address }) => {
        connected.push(address);
        const socket = new Socket();
        setImmediate(() => socket.destroy(new Error('stub')));
        return socket;
      },
    });
    for (let i = 0; i < 2; i++)
      await expect(
        sender.send('https://receiver.example/', MESSAGE, new AbortController().signal),
      ).rejects.toThrow();
    expect(connected).toEqual(['8.8.8.8']);
  });

  it('is asked of the resolver for a name that is allowed, and goes where it resolves to', async () => {
    const { connected } = await attempt('http://receiver.test:81/', ['10.0.0.5'], ['receiver.test']);
    expect(connected).toEqual([{ address: '10.0.0.5', port: 81 }]);
    const range = await attempt('https://receiver.example/', ['10.0.0.5'], ['10.0.0.0/24']);
    expect(range.connected.map(({ address }) => address)).toEqual(['10.0.0.5']);
  });

  it('is not where a redirect points to', async () => {
    const port = await receiver((_request, response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end(),
    );
    const connected: string[] = [];
    const sent = send(`http://127.0.0.1:${String(port)}/`, {
      ...LOOPBACK,
      connect: ({ address, port: to }) => {
        connected.push(address);
        return plainConnect({ host: address, port: to });
      },
    });
    await expect(sent).rejects.toThrow('redirects are not followed');
    expect(connected).toEqual(['127.0.0.1']);
  });
});
