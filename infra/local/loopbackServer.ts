import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';

/** A stand-in for a service of AWS, for the real clients. */
export interface LoopbackServer {
  endpoint: string;
  stop(): Promise<void>;
}

/** Listens on the loopback interface. Port 0 chooses a free one. */
export async function loopbackServer(listener: RequestListener, port = 0): Promise<LoopbackServer> {
  const server = createServer(listener).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
