import { Pool } from 'undici';

/** One request of a load. */
export interface Asked {
  method: 'GET' | 'POST';
  path: string;
  /** JSON. */
  body?: string;
}

/** Connections that a load keeps open, each with one request under way at most. */
export const CONNECTIONS = 64;

/** Asks a server over and over on all connections, until so many were answered. @throws at the first answer of 400 or more */
export async function load(
  url: string,
  count: number,
  next: () => Asked,
  headers: Record<string, string> = {},
): Promise<void> {
  const pool = new Pool(url, { connections: CONNECTIONS, pipelining: 1 });
  let left = count;
  const client = async (): Promise<void> => {
    while (left-- > 0) {
      const { method, path, body } = next();
      const answer = await pool.request({
        method,
        path,
        headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body }),
      });
      const text = await answer.body.text();
      if (answer.statusCode >= 400)
        throw new Error(`${method} ${path} was answered ${String(answer.statusCode)}: ${text}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: CONNECTIONS }, client));
  } finally {
    await pool.close();
  }
}
