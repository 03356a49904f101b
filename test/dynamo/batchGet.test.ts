import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { batchGet } from '../../src/dynamo/batchGet.ts';

// A table that reads the first of the keys that it is asked for, and leaves the others to another request.
let server: Server;
let requests: { Keys: { key: { S: string } }[]; ConsistentRead?: boolean }[] = [];
let client: DynamoDBDocumentClient;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { RequestItems } = JSON.parse(Buffer.concat(chunks).toString());
    requests.push(RequestItems.Rows);
    const [first, ...others] = RequestItems.Rows.Keys;
    const UnprocessedKeys = others.length > 0 ? { Rows: { ...RequestItems.Rows, Keys: others } } : {};
    response
      .writeHead(200, { 'content-type': 'application/x-amz-json-1.0' })
      .end(JSON.stringify({ Responses: { Rows: [first] }, UnprocessedKeys }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'local',
      credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    }),
  );
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('what a response leaves out is asked for again, in the same way', async () => {
  const keys = Array.from({ length: 5 }, (_, n) => ({ key: `k${n}` }));
  expect(await batchGet(client, 'Rows', keys, { consistent: true })).toEqual(keys);
  expect(requests.map(({ Keys }) => Keys.length)).toEqual([5, 4, 3, 2, 1]);
  expect(requests.every(({ ConsistentRead }) => ConsistentRead)).toBe(true);
});

test('a request has at most a hundred keys', async () => {
  requests = [];
  const keys = Array.from({ length: 120 }, (_, n) => ({ key: `k${n}` }));
  expect(await batchGet(client, 'Rows', keys, { consistent: false })).toHaveLength(120);
  expect(Math.max(...requests.map(({ Keys }) => Keys.length))).toBe(100);
  expect(requests.some(({ ConsistentRead }) => ConsistentRead)).toBe(false);
});
