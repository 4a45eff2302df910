import { type IncomingHttpHeaders, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CloudEvent } from '@acta/application';

/** A message as it came. */
export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  event: CloudEvent;
}

type Answer = (response: ServerResponse, received: Received) => void;

const takesIt: Answer = (response) => response.writeHead(204).end();

/** A receiver of webhooks on the loopback address, which answers as it is told. */
export class Receiver {
  readonly received: Received[] = [];
  /** Messages that are not answered yet, at most so far. */
  mostAtOnce = 0;
  answer: Answer = takesIt;
  readonly #server: Server;
  #open = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on('request', (request, response) => {
      let body = '';
      receiver.mostAtOnce = Math.max(receiver.mostAtOnce, ++receiver.#open);
      response.on('close', () => receiver.#open--);
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        const received = {
          path: request.url ?? '',
          headers: request.headers,
          body,
          event: JSON.parse(body) as CloudEvent,
        };
        receiver.received.push(received);
        receiver.answer(response, received);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}/hook`;
  }

  get positions(): number[] {
    return this.received.map(({ event }) => Number(event.position));
  }

  /** From now on every message is taken. */
  recover(): void {
    this.answer = takesIt;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
