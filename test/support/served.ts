import { type Limits, type Served, serve, standardLimits } from '@acta/api';
import type { Role } from '@acta/domain';
import {
  type Acta,
  type Config,
  type OpenOptions,
  developmentToken,
  makeDevelopmentIssuer,
  openActa,
} from '@acta/runtime';
import { importSample } from './sample.js';
import { type Temporary, temporaryFolder } from './temporary.js';

/** What a request may say besides its method and address. */
interface Saying {
  /** Sent as JSON, unless it is bytes or text. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** An answer with its body read: as JSON where it is JSON, as text otherwise. */
export interface Heard {
  status: number;
  headers: Headers;
  text: string;
  body: never;
}

/** Somebody with a token, or nobody in particular. */
export type Voice = (method: string, path: string, saying?: Saying) => Promise<Heard>;

/** A record that is served on a free port, with the sample in it and the development issuer at hand. */
export class ServedRecord {
  private constructor(
    readonly temporary: Temporary,
    readonly acta: Acta,
    readonly served: Served,
  ) {}

  static async open(
    options: Partial<OpenOptions> = {},
    {
      sample = true,
      change = {},
      limits = {},
    }: {
      sample?: boolean;
      change?: Partial<Config>;
      limits?: Partial<Limits>;
    } = {},
  ): Promise<ServedRecord> {
    const temporary = temporaryFolder();
    const config = { ...temporary.config, port: 0, ...change };
    await makeDevelopmentIssuer(config);
    const acta = await openActa(config, { mode: 'write', ...options });
    if (sample) await importSample(acta);
    return new ServedRecord(temporary, acta, await serve(acta, { ...standardLimits, ...limits }));
  }

  get url(): string {
    return this.served.url;
  }

  /** A token of the development issuer: of a role in CWG-COP, unless another group, or `null` for all of them, is named. */
  token(role: Role, name: string = role, group: string | null = 'CWG-COP'): Promise<string> {
    const grant = { role, ...(group === null ? {} : { group }) };
    const { config, clock } = this.acta;
    return developmentToken(config, { name, grant, seconds: 3600, create: false }, clock);
  }

  /** Somebody who holds a role. */
  async as(role: Role, name?: string, group?: string | null): Promise<Voice> {
    const token = await this.token(role, name, group);
    return (method, path, saying = {}) =>
      ask(this.url + path, method, {
        ...saying,
        headers: { authorization: `Bearer ${token}`, ...saying.headers },
      });
  }

  /** Somebody who does not say who they are. */
  readonly anybody: Voice = (method, path, saying) => ask(this.url + path, method, saying ?? {});

  async close(): Promise<void> {
    await this.served.stop();
    await this.acta.close();
    this.temporary.remove();
  }
}

/** One request, and its answer with the body read. */
export async function ask(url: string, method: string, { body, headers = {} }: Saying = {}): Promise<Heard> {
  const raw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(url, {
    method,
    headers: body === undefined || raw ? headers : { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: raw ? (body as string) : JSON.stringify(body) }),
  });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  const isJson = type.includes('json') && !type.includes('ndjson');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (isJson && text !== '' ? JSON.parse(text) : undefined) as never,
  };
}
