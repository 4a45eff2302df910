import { Agent, request } from 'node:http';

/** An answer as it came: its status, its headers without what changes from one moment to the next, its body. */
export interface Knocked {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  text: string;
}

/** What is sent, the address as it stands: nothing in it is put in order on the way. */
export interface Knock {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** Ends the waiting for an answer, with an error. */
  signal?: AbortSignal;
}

/** Sends requests over connections that are kept. A stream of events is left as soon as it has begun. */
export class Knocker {
  readonly #url: URL;
  readonly #agent: Agent;

  /** @param most connections at a time */
  constructor(url: string, most = 16) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: most });
    this.#url = new URL(url);
  }

  send({ method, path, headers = {}, body, signal }: Knock): Promise<Knocked> {
    const { hostname, port } = this.#url;
    return new Promise((resolve, reject) => {
      const asked = {
        hostname,
        port,
        method,
        path,
        headers,
        agent: this.#agent,
        ...(signal === undefined ? {} : { signal }),
      };
      const asking = request(asked, (response) => {
        const { statusCode: status = 0 } = response;
        const { date: _date, connection: _connection, 'keep-alive': _kept, ...kept } = response.headers;
        const answered = (text: string) => resolve({ status, headers: kept, text });
        if (kept['content-type']?.startsWith('text/event-stream') === true && method !== 'HEAD') {
          answered('');
          response.destroy();
          return;
        }
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => answered(Buffer.concat(chunks).toString('utf8')));
        response.on('error', reject);
      });
      asking.on('error', reject);
      asking.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Does something with each, so many at a time. */
export async function eachOf<T>(
  items: readonly T[],
  atOnce: number,
  use: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  const worker = async (): Promise<void> => {
    for (const item of waiting) await use(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
