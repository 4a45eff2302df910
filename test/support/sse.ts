import { type ClientRequest, type IncomingMessage, get } from 'node:http';
import type { CloudEvent } from '@acta/application';
import { PATIENCE_MS } from '@acta/testing/until';

/** One message of a stream, as a client reads it. */
export interface Message {
  id: string;
  event: string;
  data: CloudEvent;
}

/** A client of server-sent events that reads every line as the standard says (HTML, section 9.2.6). */
export class SseClient {
  readonly messages: Message[] = [];
  readonly comments: string[] = [];
  /** What it would give as Last-Event-ID. */
  lastEventId = '';
  retry: number | undefined;
  isOver = false;
  readonly #request: ClientRequest;
  #rest = '';
  #fields: Partial<Record<string, string>> = {};
  #wake: (() => void)[] = [];

  private constructor(
    request: ClientRequest,
    readonly response: IncomingMessage,
  ) {
    this.#request = request;
    response.setEncoding('utf8');
    response.on('data', (text: string) => this.#read(text));
    const over = (): void => {
      this.isOver = true;
      this.#tell();
    };
    response.on('close', over).on('error', over);
  }

  /** Resolves with the first bytes of the answer, whatever its status. */
  static open(url: string, headers: Record<string, string> = {}): Promise<SseClient> {
    return new Promise((resolve, reject) => {
      const request = get(url, { headers, agent: false }, (response) =>
        resolve(new SseClient(request, response)),
      );
      request.on('error', reject);
    });
  }

  /** Resolves when the stream has brought what is wanted, or has ended. @throws after `PATIENCE_MS` */
  async until(holds: (client: this) => boolean): Promise<this> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!holds(this) && !this.isOver) {
      const left = deadline - Date.now();
      if (left <= 0)
        throw new Error(`waited ${String(PATIENCE_MS)} ms in vain; ${String(this.messages.length)} came`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return this;
  }

  async first(count: number): Promise<Message[]> {
    await this.until(({ messages }) => messages.length >= count);
    return this.messages.slice(0, count);
  }

  /** No more is taken from the socket. */
  pause(): void {
    this.response.pause();
  }

  close(): void {
    this.#request.destroy();
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
    this.#tell();
  }

  #line(line: string): void {
    if (line.startsWith(':')) {
      this.comments.push(line.slice(1).trim());
      return;
    }
    if (line !== '') {
      const [, name = '', value = ''] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
      this.#fields[name] = value;
      return;
    }
    const { id, event, data, retry } = this.#fields;
    this.#fields = {};
    if (retry !== undefined) this.retry = Number(retry);
    if (id !== undefined) this.lastEventId = id;
    if (data === undefined) return;
    this.messages.push({ id: this.lastEventId, event: event ?? '', data: JSON.parse(data) as CloudEvent });
  }

  #tell(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}
