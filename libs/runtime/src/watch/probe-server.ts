import { type RequestListener, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a probe is answered. */
export interface Readiness {
  isReady: boolean;
  /** Told with it, in JSON. */
  detail: Readonly<Record<string, unknown>>;
}

export interface ProbeOptions {
  host: string;
  port: number;
  metrics: () => Promise<string>;
  metricsType: string;
  /** Whether the process does what it is there for. */
  ready: () => Readiness;
  /** Told what could not be answered. */
  onError: (error: unknown) => void;
}

export interface ProbeServer {
  url: string;
  close(): Promise<void>;
}

/** Slow or silent clients are not waited for. */
const HEADERS_MS = 5_000;
const CONNECTIONS = 32;

/**
 * Answers GET /metrics, /health (the process answers) and /ready (200 or 503), and nothing else.
 * @throws where the address is taken
 */
export async function openProbeServer(options: ProbeOptions): Promise<ProbeServer> {
  const { host, port } = options;
  const server = createServer(
    { headersTimeout: HEADERS_MS, requestTimeout: HEADERS_MS },
    listenerOf(options),
  );
  server.maxConnections = CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  }).catch((error: unknown) => {
    throw new Error(
      `metrics cannot be served on ${host}:${String(port)} (${error instanceof Error ? error.message : String(error)}); give another ACTA_METRICS_PORT, or ACTA_METRICS_HOST`,
    );
  });
  const { address, port: taken, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${String(taken)}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listenerOf({ metrics, metricsType, ready, onError }: ProbeOptions): RequestListener {
  const json = (isFine: boolean, detail: object): Answer => ({
    status: isFine ? 200 : 503,
    type: 'application/json; charset=utf-8',
    body: JSON.stringify(detail),
  });
  const answers: Readonly<Record<string, () => Answer | Promise<Answer>>> = {
    '/metrics': async () => ({ status: 200, type: metricsType, body: await metrics() }),
    '/health': () => json(true, { status: 'ok' }),
    '/ready': () => {
      const { isReady, detail } = ready();
      return json(isReady, { status: isReady ? 'ready' : 'not-ready', ...detail });
    },
  };
  return (request, response) => {
    const answer = answers[request.url?.replace(/\?.*$/s, '') ?? ''];
    const send = ({ status, type, body }: Answer): void =>
      void response
        .writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
        .end(request.method === 'HEAD' ? undefined : body);
    const plain = (status: number, body: string): Answer => ({
      status,
      type: 'text/plain; charset=utf-8',
      body,
    });
    if (answer === undefined) send(plain(404, 'there is /metrics, /health and /ready\n'));
    else if (request.method !== 'GET' && request.method !== 'HEAD') send(plain(405, 'there is GET\n'));
    else
      Promise.resolve()
        .then(answer)
        .then(send)
        .catch((error: unknown) => {
          onError(error);
          send(plain(500, 'it could not be told; the log says why\n'));
        });
  };
}

interface Answer {
  status: number;
  type: string;
  body: string;
}
