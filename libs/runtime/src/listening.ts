import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { INestApplication } from '@nestjs/common';

/** An application that answers on an address. */
export interface Listening {
  url: string;
  /** Stops listening, lets requests in flight end, and resolves when none is left. */
  stop(): Promise<void>;
}

/**
 * Lets an application answer on an address.
 * @param setting what another port is given by, as it is told where this one is taken
 */
export async function listenOn(
  app: INestApplication<Server>,
  { host, port, setting }: { host: string; port: number; setting: string },
): Promise<Listening> {
  const connections = openConnections(app.getHttpServer());
  try {
    await app.listen(port, host);
  } catch (error) {
    if (!isTaken(error)) throw error;
    throw new Error(
      `${host}:${String(port)} is taken by another program; stop that one, or give another port (${setting})`,
    );
  }
  return { url: await app.getUrl(), stop: () => stop(app, connections) };
}

/** How often a server that is stopping looks for connections that are done. */
const SWEEP_MS = 50;

/**
 * Lets what is in flight end. Closing ends the connections that are idle at that moment; one that is answering then goes
 * idle after, kept alive, and would hold the server up until its client hangs up.
 */
async function stop(app: INestApplication<Server>, connections: ReadonlySet<Socket>): Promise<void> {
  const closed = app.close();
  const server = app.getHttpServer();
  const sweep = setInterval(() => {
    server.closeIdleConnections();
    // One on which nothing was ever sent does not count as idle: browsers open some in case they need them.
    for (const connection of connections) if (connection.bytesRead === 0) connection.destroy();
  }, SWEEP_MS);
  try {
    await closed;
  } finally {
    clearInterval(sweep);
  }
}

function openConnections(server: Server): ReadonlySet<Socket> {
  const open = new Set<Socket>();
  server.on('connection', (connection: Socket) => {
    open.add(connection);
    connection.once('close', () => open.delete(connection));
  });
  return open;
}

function isTaken(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE';
}
