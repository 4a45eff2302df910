import { once } from 'node:events';
import { type RequestListener, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FeedSourceRefused } from '@acta/application';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type SseFeedOptions, openSseFeed } from './feed.js';

const STREAM = { 'content-type': 'text/event-stream; charset=utf-8' };

describe('the feed of an API that fails', () => {
  const servers: Server[] = [];

  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  /** Follows a server; resolves with what it is told. */
  async function follow(
    answer: RequestListener,
    options: Partial<SseFeedOptions> = {},
    signal = new AbortController().signal,
  ): Promise<unknown> {
    const server = createServer(answer).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    const api = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
    return openSseFeed({ api, ...options })
      .follow(() => Promise.resolve(), 7, signal)
      .catch((error: unknown) => error);
  }
  const problem =
    (status: number, detail: string, rule?: string): RequestListener =>
    (_, response) =>
      response
        .writeHead(status, { 'content-type': 'application/problem+json' })
        .end(JSON.stringify({ status, detail, errors: rule === undefined ? undefined : [{ rule }] }));

  it('is asked for with what narrows it, and a token that is made anew each time', async () => {
    const asked: string[] = [];
    let tokens = 0;
    const answer: RequestListener = ({ url, headers }, response) => {
      asked.push(`${String(url)} ${String(headers.authorization)}`);
      problem(503, 'not now')({} as never, response);
    };
    const options = { filter: { group: 'AA' }, token: () => `t${String(++tokens)}` };
    await follow(answer, options);
    await follow(answer, options);
    expect(asked).toEqual(['/events?group=AA&after=7 Bearer t1', '/events?group=AA&after=7 Bearer t2']);
  });

  it.each<[string, Partial<SseFeedOptions>, RequestListener, RegExp]>([
    ['ends', {}, (_, response) => response.writeHead(200, STREAM).end(': hello\n\n'), /the stream ended/],
    [
      'is cut',
      {},
      (_, response) => void response.writeHead(200, STREAM).write(': hello\n\n', () => response.destroy()),
      /^the API at .*: /,
    ],
    [
      'falls silent',
      { silentMs: 300 },
      (_, response) => void response.writeHead(200, STREAM).write(': hello\n\n'),
      /said nothing within 300 ms/,
    ],
    ['does not answer', { answerMs: 200 }, () => undefined, /said nothing within 200 ms/],
    ['is away for a while', {}, problem(503, 'it stops'), /answered 503: it stops/],
    [
      'has too many streams',
      {},
      problem(429, 'you have 50 streams open'),
      /answered 429: you have 50 streams open/,
    ],
  ])('is followed again where it %s', async (_, options, answer, words) => {
    const error = await follow(answer, options);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(FeedSourceRefused);
    expect((error as Error).message).toMatch(words);
  });

  it.each<[string, RequestListener, RegExp]>([
    [
      'a token',
      problem(401, 'the token has expired'),
      /401: the token has expired; give a token that it knows, or none/,
    ],
    [
      'a position beyond its newest',
      problem(400, 'position 7 is beyond the newest', 'beyond-head'),
      /beyond the newest; it has another record than the one that was followed, or an older copy/,
    ],
    ['what it does not have', problem(404, 'no such page'), /404: no such page; give the address of an API/],
    [
      'to stay where it was',
      (_, response) => response.writeHead(302, { location: '/elsewhere' }).end(),
      /answered 302; give the address/,
    ],
    [
      'to be an API',
      (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
      /answered 200; give the address/,
    ],
    [
      'to send events of a feed',
      (_, response) => void response.writeHead(200, STREAM).write('data: {"specversion":"1.0"}\n\n'),
      /no event of a feed; give the address of an API/,
    ],
  ])('is refused where it refuses %s', async (_, answer, words) => {
    const error = await follow(answer);
    expect(error).toBeInstanceOf(FeedSourceRefused);
    expect((error as Error).message).toMatch(words);
  });

  it('lets go of the connection when it is stopped', async () => {
    const stopping = new AbortController();
    let closed: Promise<unknown> = Promise.resolve();
    const ended = await follow(
      (_, response) => {
        closed = once(response, 'close');
        response.writeHead(200, STREAM).write(': hello\n\n', () => stopping.abort());
      },
      {},
      stopping.signal,
    );
    expect(ended).toBeUndefined();
    await closed;
  });
});
