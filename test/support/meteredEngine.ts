import { createServer, request, type Server } from 'node:http';

export interface Call {
  operation: string;
  readUnits: number;
  writeUnits: number;
  items: number;
}

export interface Meter {
  endpoint: string;
  /** The calls since the last time. */
  take(): Call[];
  stop(): void;
}

/**
 * A proxy before an engine that asks for the consumed capacity of every request, and records it with the number of
 * requests and of items read.
 */
export async function startMeter(endpoint: string): Promise<Meter> {
  const calls: Call[] = [];
  const server: Server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const input = JSON.parse(Buffer.concat(chunks).toString());
    const body = JSON.stringify({ ...input, ReturnConsumedCapacity: 'TOTAL' });
    const { host: _, 'content-length': __, ...headers } = incoming.headers;
    const { hostname, port } = new URL(endpoint);
    const forwarded = request(
      { hostname, port, method: 'POST', path: '/', headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
      async (reply) => {
        const parts: Buffer[] = [];
        for await (const part of reply) parts.push(part as Buffer);
        const output = JSON.parse(Buffer.concat(parts).toString());
        calls.push(meter(String(incoming.headers['x-amz-target']).split('.')[1]!, output));
        outgoing
          .writeHead(reply.statusCode!, { 'content-type': 'application/x-amz-json-1.0' })
          .end(JSON.stringify(output));
      },
    );
    forwarded.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as { port: number };
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    take: () => calls.splice(0),
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

type Capacity = { CapacityUnits?: number };

function meter(
  operation: string,
  output: { ConsumedCapacity?: Capacity | Capacity[]; Items?: unknown[]; Item?: unknown; Responses?: object },
): Call {
  const units = [output.ConsumedCapacity ?? []].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
  const isWrite = /Execute|Put|Write/.test(operation);
  return {
    operation,
    readUnits: isWrite ? 0 : units,
    writeUnits: isWrite ? units : 0,
    items:
      operation === 'BatchGetItem'
        ? Object.values(output.Responses ?? {}).flat().length
        : (output.Items?.length ?? (output.Item ? 1 : 0)),
  };
}
