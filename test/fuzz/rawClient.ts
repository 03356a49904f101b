import { connect } from 'node:net';

/** A request as bytes on the wire, however wrong: nothing is escaped, checked or put right. */
export interface RawRequest {
  method: string;
  /** The request target: a path with its query. */
  target: string;
  headers: readonly (readonly [name: string, value: string])[];
  body: Buffer | undefined;
}

export interface RawResponse {
  status: number;
  headers: Headers;
  /** The status line and the header lines as they came. */
  head: string;
  body: string;
}

const TIMEOUT_MS = 15_000;

/** Sends a request on a connection of its own; rejects where no complete response comes. */
export function sendRaw(url: string, request: RawRequest): Promise<RawResponse> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const socket = connect(Number(port), hostname, () => socket.write(bytesOf(request)));
    const settle = (ended: boolean) => {
      const response = responseIn(received, request.method, ended);
      if (!response && !ended) return;
      // A reset leaves no port behind that waits for late packets: there are tens of thousands of requests.
      socket.resetAndDestroy();
      if (response) resolve(response);
      else reject(new Error('the connection ended before a response was complete'));
    };
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error(`no response within ${TIMEOUT_MS / 1000} s`)));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      settle(false);
    });
    socket.on('end', () => settle(true));
    // A server that refuses a request may close before all of it was sent: then the answer counts.
    socket.on('error', (error) => {
      const response = responseIn(received, request.method, true);
      if (response) resolve(response);
      else reject(error);
    });
  });
}

function bytesOf({ method, target, headers, body }: RawRequest): Buffer {
  const lines = [
    `${method} ${target} HTTP/1.1`,
    'host: localhost',
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body ? [`content-length: ${body.length}`] : []),
    'connection: close',
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body ?? Buffer.alloc(0)]);
}

/** The first final response in what was received, once it is complete. */
function responseIn(received: Buffer, method: string, ended: boolean): RawResponse | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = received.subarray(0, end).toString('latin1');
  const rest = received.subarray(end + 4);
  const [statusLine = '', ...lines] = head.split('\r\n');
  const status = Number(statusLine.split(' ')[1]);
  if (status >= 100 && status < 200) return responseIn(rest, method, ended);

  const headers = new Headers(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  );
  const hasBody = method !== 'HEAD' && status !== 204 && status !== 304;
  const length = hasBody
    ? Number(headers.get('content-length') ?? (ended ? rest.length : Number.POSITIVE_INFINITY))
    : 0;
  if (rest.length < length) return undefined;
  return { status, headers, head, body: rest.subarray(0, length).toString('utf8') };
}
