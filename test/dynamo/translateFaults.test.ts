import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ExecuteTransactionCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { translateFaults } from '../../src/dynamo/translateFaults.ts';
import { Unavailable } from '../../src/faults/unavailable.ts';

// A service that refuses every request in one way, asked through the real SDK.
let server: Server;
let refusal: { status: number; body: object };
let client: DynamoDBDocumentClient;
beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    response
      .writeHead(refusal.status, { 'content-type': 'application/x-amz-json-1.0' })
      .end(JSON.stringify(refusal.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const sdk = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'local',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    maxAttempts: 1,
  });
  translateFaults(sdk, 'DynamoDB');
  client = DynamoDBDocumentClient.from(sdk);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const get = () => client.send(new GetCommand({ TableName: 'Events', Key: { petId: 'rex' } }));
const refused = (type: string, status = 400, more: object = {}) => {
  refusal = { status, body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'No.', ...more } };
};

test.each([
  ['ProvisionedThroughputExceededException', 400],
  ['RequestLimitExceeded', 400],
  ['ThrottlingException', 400],
  ['TransactionInProgressException', 400],
  ['TransactionConflictException', 400],
  ['ResourceNotFoundException', 400],
  ['InternalServerError', 500],
])('%s is an outage', async (type, status) => {
  refused(type, status);
  await expect(get()).rejects.toThrow(Unavailable);
});

test.each([
  'ValidationException',
  'AccessDeniedException',
  'ConditionalCheckFailedException',
  'DuplicateItemException',
])('%s is none', async (type) => {
  refused(type);
  await expect(get()).rejects.toMatchObject({ name: type });
});

test.each([
  ['ProvisionedThroughputExceeded', true],
  ['ThrottlingError', true],
  ['DuplicateItem', false],
  ['TransactionConflict', false],
])('a transaction that was cancelled for %s: an outage is %s', async (Code, isOutage) => {
  refused('TransactionCanceledException', 400, { CancellationReasons: [{ Code: 'None' }, { Code }] });
  const sent = client.send(new ExecuteTransactionCommand({ TransactStatements: [{ Statement: 'x' }] }));
  await expect(sent).rejects.toMatchObject({ name: isOutage ? 'Unavailable' : 'TransactionCanceledException' });
});

test('what could not even be written as a request is a fault of our own', async () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  const sent = client.send(new GetCommand({ TableName: circular as never, Key: { petId: 'rex' } }));
  await expect(sent).rejects.toThrow(TypeError);
});
