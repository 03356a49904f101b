import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { Agent, type ClientRequest, createServer, request, type ServerResponse } from 'node:http';
import { presentInvocation } from './virtualTime.ts';

/** A request of a function to DynamoDB or EventBridge, held before it is carried out. */
export interface Arrival {
  /** The invocation that sent it; '' for one that is no part of a simulation. */
  invocation: string;
  /** Its number among the invocation's requests, from 0. */
  ordinal: number;
  /** Such as `DynamoDB_20120810.Query`. */
  target: string;
  body: string;
  /** Whether nobody waits for the reply any more. */
  isAbandoned(): boolean;
  reply(reply: Reply): void;
  /** Sends the first half of a reply, and cuts the connection. */
  replyHalf(reply: Reply): void;
  cut(): void;
}

export interface Reply {
  status: number;
  body: string;
}

export interface FaultProxy {
  endpoint: string;
  /** Whether a request or a reply is between a function and the proxy, and will come without anyone's doing. */
  isInTransit(): boolean;
  /** Where requests go from now on. */
  receive(receiver: (arrival: Arrival) => void): void;
  stop(): Promise<void>;
}

/** An HTTP server between the SDK in the functions and what they call: what it receives, others decide on. */
export async function startFaultProxy(): Promise<FaultProxy> {
  let receiver: (arrival: Arrival) => void = (arrival) => arrival.cut();
  const counts = new Map<string, number>();
  /** The functions' requests that are not over, each with its invocation, and those among them that are held here. */
  const open = new Map<ClientRequest, string>();
  const held = new Set<ClientRequest>();
  const server = createServer((incoming, response) => {
    let body = '';
    incoming.setEncoding('utf8');
    // From the difference to its own clock the SDK would learn something that outlasts a run.
    response.sendDate = false;
    incoming.on('data', (chunk) => {
      body += chunk;
    });
    incoming.on('error', () => {});
    incoming.on('end', () => {
      const target = String(incoming.headers['x-amz-target']);
      const isSender = ([{ socket }]: [ClientRequest, string]) => socket?.localPort === incoming.socket.remotePort;
      const [sender, invocation = ''] = [...open].find(isSender) ?? [];
      const ordinal = counts.get(invocation) ?? 0;
      counts.set(invocation, ordinal + 1);
      if (sender) held.add(sender);
      receiver({ invocation, ordinal, target, body, ...answering(response, sender, held) });
    });
  });
  server.keepAliveTimeout = 3_600_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const endpoint = `http://127.0.0.1:${port}`;
  // Functions and proxy share a process, so what runs where a request starts is known; the way between them is the machine's.
  subscribe('http.client.request.start', (message) => {
    const { request: sent } = message as { request: ClientRequest };
    if (sent.getHeader('host') !== `127.0.0.1:${port}`) return;
    open.set(sent, presentInvocation() ?? '');
    sent.once('close', () => {
      open.delete(sent);
      held.delete(sent);
    });
  });
  return {
    endpoint,
    isInTransit: () => open.size > held.size,
    receive(next) {
      receiver = next;
      counts.clear();
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answering(response: ServerResponse, sender: ClientRequest | undefined, held: Set<ClientRequest>) {
  const isAbandoned = () => sender?.destroyed ?? response.destroyed;
  const head = ({ status, body }: Reply) =>
    response.writeHead(status, {
      'content-type': 'application/x-amz-json-1.0',
      'content-length': Buffer.byteLength(body),
    });
  /** The rest is up to the network, unless nobody waits. */
  const release = (answer: () => void) => {
    if (isAbandoned()) return response.destroy();
    if (sender) held.delete(sender);
    answer();
  };
  return {
    isAbandoned,
    reply: (reply: Reply) => release(() => head(reply).end(reply.body)),
    replyHalf: (reply: Reply) =>
      release(() => head(reply).write(reply.body.slice(0, reply.body.length / 2), () => response.destroy())),
    cut: () => release(() => response.destroy()),
  };
}

const agent = new Agent({ keepAlive: true });

/** Has an engine carry out a request. */
export async function carryOutAt(endpoint: string, { target, body }: { target: string; body: string }): Promise<Reply> {
  const { hostname, port } = new URL(endpoint);
  const forwarded = request({
    hostname,
    port,
    agent,
    method: 'POST',
    path: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': target,
      'content-length': Buffer.byteLength(body),
      // The embedded engine asks for a signature, and looks no further.
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      'x-amz-date': '20260101T000000Z',
    },
  });
  forwarded.end(body);
  const [incoming] = await once(forwarded, 'response');
  let text = '';
  for await (const chunk of incoming.setEncoding('utf8')) text += chunk;
  return { status: incoming.statusCode, body: text };
}
