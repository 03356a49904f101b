import { connect, type Socket } from 'node:net';

/** A DynamoDB request over a bare, kept-alive socket, without a signature: the least that a round trip can cost. */
export interface RawClient {
  call(operation: string, input: object): Promise<Record<string, unknown>>;
  close(): void;
}

export async function rawClient(endpoint: string): Promise<RawClient> {
  const { hostname, port } = new URL(endpoint);
  const socket: Socket = connect(Number(port), hostname).setNoDelay(true);
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  let received = Buffer.alloc(0);
  let settle: ((body: string) => void) | undefined;
  socket.on('data', (data) => {
    received = Buffer.concat([received, data]);
    const end = received.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(received.toString('latin1', 0, end))?.[1] ?? 0);
    if (received.length < end + 4 + length) return;
    const body = received.toString('utf8', end + 4, end + 4 + length);
    received = Buffer.alloc(0);
    settle?.(body);
  });
  const fixed = `Host: ${hostname}:${port}\r\nContent-Type: application/x-amz-json-1.0\r\nAuthorization: AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0\r\nX-Amz-Date: 20260101T000000Z\r\n`;
  return {
    call: (operation, input) =>
      new Promise((resolve) => {
        const body = JSON.stringify(input);
        settle = (reply) => resolve(JSON.parse(reply));
        socket.write(
          `POST / HTTP/1.1\r\n${fixed}X-Amz-Target: DynamoDB_20120810.${operation}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
        );
      }),
    close: () => socket.destroy(),
  };
}
