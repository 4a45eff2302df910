import createClient, { type Client } from 'openapi-fetch';
import { type ActType, actPaths } from './act-paths.js';
import type { components, paths } from './api.js';
import { ApiProblem, NoAnswer, problemIn } from './problem.js';

/** Where a record is served, and who asks. */
export interface Connection {
  /** Of the service, a path before its routes included. */
  url: string;
  /** A bearer token; absent: nobody in particular. */
  token?: string;
}

/**
 * The API's operations, typed by its OpenAPI document. A promise is fulfilled for answers of 2xx alone.
 * @throws ApiProblem for any other answer; NoAnswer where none came
 */
export type ActaClient = Client<paths>;

/** Reaches nobody yet: a service that is not there is met by the first request. */
export function connect({ url, token }: Connection): ActaClient {
  const client = createClient<paths>({
    baseUrl: url,
    ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
  });
  client.use({
    async onResponse({ response }) {
      if (!response.ok) throw new ApiProblem(await problemIn(response));
    },
    onError({ error }) {
      return new NoAnswer(`there is no answer from ${url}: ${causeOf(error)}`);
    },
  });
  return client;
}

/** What is posted to an act's address. */
export interface Posted {
  /** The values of the address's placeholders. */
  places: Readonly<Record<string, string>>;
  body: object;
  /** The caller's own key: given again with the same request, nothing is written twice. */
  key?: string;
  backfill?: boolean;
  /** The ETag that the caller saw. */
  ifMatch?: string;
}

/** Any act's address: all acts are posted alike, and differ in places and body, which the server checks. */
type AnyAct = (typeof actPaths)['open-meeting'];

/**
 * Records an act at its address.
 * @returns its receipt, or, where it is not known in time whether it is recorded, the id to ask for
 * @throws as ActaClient does
 */
export async function postAct(
  client: ActaClient,
  type: ActType,
  { places, body, key, backfill, ifMatch }: Posted,
): Promise<components['schemas']['ReceiptJson'] | components['schemas']['PendingJson']> {
  const { data, response } = await client.POST(actPaths[type] as AnyAct, {
    params: {
      path: places as { group: string; meeting: string },
      query: backfill === true ? { backfill } : {},
      header: {
        ...(key === undefined ? {} : { 'Idempotency-Key': key }),
        ...(ifMatch === undefined ? {} : { 'If-Match': ifMatch }),
      },
    },
    body,
  });
  if (data === undefined) throw new NoAnswer(`${response.url} answered nothing`);
  return data;
}

/** What the system says of a connection that failed. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (typeof cause !== 'object' || cause === null) return String(cause);
  const { message, code } = cause as { message?: unknown; code?: unknown };
  return (
    [message, code].find((text): text is string => typeof text === 'string' && text !== '') ?? 'it failed'
  );
}
