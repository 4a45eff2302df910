import { once } from 'node:events';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';

/** A line to a server on this machine that a test can cut. */
export interface Line {
  port: number;
  /** Cuts what is connected, and whoever connects until it is mended. */
  cut(): void;
  /** Cuts each connection once this many bytes have gone to the server. */
  cutAfter(bytes: number): void;
  mend(): void;
  close(): Promise<void>;
}

/** Lays a line from a free port to a server's port. */
export async function layLine(serverPort: number): Promise<Line> {
  const sockets = new Set<Socket>();
  let most = Infinity;
  const server = createServer((near) => {
    const far = connect(serverPort, '127.0.0.1');
    let sent = 0;
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    if (most === 0) near.destroy();
    near.on('data', (bytes) => {
      sent += bytes.length;
      if (sent > most) near.destroy();
      else far.write(bytes);
    });
    far.pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const hangUp = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      most = 0;
      hangUp();
    },
    cutAfter(bytes) {
      most = bytes;
    },
    mend() {
      most = Infinity;
    },
    async close() {
      hangUp();
      server.close();
      await once(server, 'close');
    },
  };
}
