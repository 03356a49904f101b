import { once } from 'node:events';
import { connect } from 'node:net';

export interface Answer {
  status: number;
  body: string;
}

/** A client that costs as little as can be: one kept-alive connection, one request after the other. */
export interface HttpSocket {
  request(method: string, path: string, body?: object): Promise<Answer>;
  close(): void;
}

/** Connects to a service on this machine. Understands answers with a content length, and those without content. */
export async function httpSocket(url: string): Promise<HttpSocket> {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname).setNoDelay(true);
  await once(socket, 'connect');
  let received = '';
  let waiting: PromiseWithResolvers<Answer> | undefined;
  socket.setEncoding('latin1');
  socket.on('data', (data: string) => {
    received += data;
    const end = received.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(received.slice(0, end))?.[1] ?? 0);
    if (received.length < end + 4 + length) return;
    const answer = { status: Number(received.slice(9, 12)), body: received.slice(end + 4) };
    received = '';
    waiting?.resolve(answer);
  });
  let isClosed = false;
  socket.on('error', () => {});
  socket.on('close', () => {
    isClosed = true;
    waiting?.reject(new Error('the connection was closed'));
  });
  return {
    async request(method, path, body) {
      const content = body === undefined ? '' : JSON.stringify(body);
      const headers = content && `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(content)}\r\n`;
      if (isClosed) throw new Error('the connection was closed');
      waiting = withResolvers();
      socket.write(`${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n${headers}\r\n${content}`);
      return waiting.promise;
    },
    close: () => socket.destroy(),
  };
}

function withResolvers<T>(): PromiseWithResolvers<T> {
  const parts = {} as PromiseWithResolvers<T>;
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
}
