import { createServer, type Server } from 'node:http';
import { ExecuteStatementCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Invoke } from '../../infra/local/invoking.ts';
import { loadFunction } from '../../infra/local/loadFunction.ts';
import { setEnvironment } from '../../infra/local/setEnvironment.ts';
import { dynamoIdempotencyKeys } from '../../src/commands/dynamoIdempotencyKeys.ts';
import { dynamoDb } from '../../src/dynamo/dynamoDb.ts';
import { dynamoPersonalStore } from '../../src/eventStore/dynamoPersonalStore.ts';
import { Unavailable } from '../../src/faults/unavailable.ts';
import { petStream } from '../../src/streams/petStream.ts';
import { useEngine } from '../support/engine.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';

/** What DynamoDB answers instead of carrying a request out, to the next so many requests for an operation. */
interface Refusal {
  operation: string;
  times: number;
  type: string;
  reasons?: (string | undefined)[];
}

const engine = useEngine();
let refusals: Refusal[] = [];
let requests: string[] = [];
let server: Server;
const functions: Record<string, Invoke> = {};
const log = vi.spyOn(console, 'error').mockImplementation(() => {});

/** Passes requests on to the engine, but for those that are to be refused. */
beforeAll(async () => {
  server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const operation = String(incoming.headers['x-amz-target']).split('.')[1]!;
    requests.push(operation);
    const refusal = refusals.find((one) => one.operation === operation && one.times > 0);
    const answer = (status: number, body: string) =>
      outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
    if (refusal) {
      refusal.times--;
      const body = {
        __type: `com.amazonaws.dynamodb.v20120810#${refusal.type}`,
        message: 'refused',
        CancellationReasons: refusal.reasons?.map((Code) => ({ Code: Code ?? 'None' })),
      };
      answer(400, JSON.stringify(body));
      return;
    }
    const { host: _, connection: __, ...headers } = incoming.headers;
    const body = Buffer.concat(chunks);
    const reply = await fetch(engine.endpoint, { method: 'POST', headers: headers as Record<string, string>, body });
    answer(reply.status, await reply.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  setEnvironment(`http://127.0.0.1:${(server.address() as { port: number }).port}`, true);
  for (const name of ['createPet', 'updatePet', 'deletePet']) functions[name] = await loadFunction(name);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  refusals = [];
  requests = [];
});

let pets = 0;
async function create(
  headers: Record<string, string> = {},
): Promise<{ petId: string; reply: ReturnType<typeof parsed> }> {
  const petId = `pet-${++pets}`;
  const body = JSON.stringify({ petId, name: 'Fido', type: 'dog' });
  return { petId, reply: parsed(await functions.createPet!(gatewayEvent('POST /pets', { headers, body }))) };
}
const change = async (petId: string, body: object, headers: Record<string, string> = {}) =>
  parsed(
    await functions.updatePet!(
      gatewayEvent('PATCH /pets/{petId}', { pathParameters: { petId }, headers, body: JSON.stringify(body) }),
    ),
  );
const conflict = (operation: string, times: number): Refusal => ({
  operation,
  times,
  type: 'TransactionConflictException',
});

describe('a transaction that holds the item', () => {
  test.each([1, 2, 3, 7])('%i times before the write of an event: the request succeeds', async (times) => {
    refusals = [conflict('ExecuteStatement', times)];
    expect((await create()).reply.status).toBe(201);
    const { petId } = await create();
    refusals = [conflict('ExecuteStatement', times)];
    const changed = await change(petId, { name: 'Rex' });
    expect([changed.status, changed.headers.etag]).toEqual([200, '"2"']);
  });

  test('for good: the caller is told when to try again', async () => {
    const { petId } = await create();
    refusals = [conflict('ExecuteStatement', 10_000)];
    for (const { status, headers } of [await change(petId, { name: 'Rex' }), (await create()).reply]) {
      expect([409, 503]).toContain(status);
      expect(headers['retry-after']).toBe('1');
    }
  });

  test('before an Idempotency-Key is kept of a change that changes nothing', async () => {
    const { petId } = await create();
    refusals = [conflict('ExecuteStatement', 2)];
    expect((await change(petId, { name: 'Fido' }, { 'idempotency-key': `kept-${petId}` })).status).toBe(200);
    refusals = [conflict('ExecuteStatement', 10_000)];
    const reply = await change(petId, { name: 'Fido' }, { 'idempotency-key': `lost-${petId}` });
    expect([reply.status, reply.headers['retry-after']]).toEqual([503, '1']);
  });

  test('before erased values are removed', async () => {
    const values = { one: { value: 'v', salt: 's' }, two: { value: 'w', salt: 't' } };
    await engine.client.send(
      new PutCommand({ TableName: 'Events', Item: { petId: 'held', version: 1, personal: values } }),
    );
    const store = dynamoPersonalStore(dynamoDb(), 'Events', petStream);
    refusals = [conflict('UpdateItem', 2)];
    await store.remove('held', 1, ['one']);
    const { Item } = await engine.client.send(
      new GetCommand({ TableName: 'Events', Key: { petId: 'held', version: 1 } }),
    );
    expect(Item!.personal).toEqual({ two: values.two });
    refusals = [conflict('UpdateItem', 10_000)];
    await expect(store.remove('held', 1, ['two'])).rejects.toThrow(Unavailable);
  });

  test('before an expired Idempotency-Key is removed', async () => {
    const item = { key: 'expired', request: 'r', petId: 'rex', version: 1, expiresAt: 1 };
    await engine.client.send(new PutCommand({ TableName: 'Idempotency', Item: item }));
    const keys = dynamoIdempotencyKeys(dynamoDb(), 'Idempotency');
    refusals = [conflict('DeleteItem', 10_000)];
    await expect(keys.find('expired')).rejects.toThrow(Unavailable);
    refusals = [conflict('DeleteItem', 2)];
    expect(await keys.find('expired')).toBeUndefined();
    const { Item } = await engine.client.send(new GetCommand({ TableName: 'Idempotency', Key: { key: 'expired' } }));
    expect(Item).toBeUndefined();
  });
});

describe('what says "later" is 503 with Retry-After', () => {
  test.each([
    'ItemCollectionSizeLimitExceededException',
    'LimitExceededException',
    'ProvisionedThroughputExceededException',
    'ReplicatedWriteConflictException',
    'RequestLimitExceeded',
    'ThrottlingException',
    'TransactionInProgressException',
  ])('%s', async (type) => {
    refusals = [{ operation: 'ExecuteStatement', times: 10_000, type }];
    const { reply } = await create();
    expect([reply.status, reply.headers['retry-after']]).toEqual([503, '1']);
  });

  test.each([
    [['ThrottlingError', undefined]],
    [[undefined, 'ThrottlingError']],
    [['ProvisionedThroughputExceeded', 'TransactionConflict']],
    [['ItemCollectionSizeLimitExceeded', undefined]],
  ])('a transaction that was cancelled for %j', async (reasons) => {
    refusals = [{ operation: 'ExecuteTransaction', times: 10_000, type: 'TransactionCanceledException', reasons }];
    const { reply } = await create({ 'idempotency-key': `later-${pets}` });
    expect([reply.status, reply.headers['retry-after']]).toEqual([503, '1']);
  });

  test('and a transaction that another one cancelled is tried again', async () => {
    const reasons = ['TransactionConflict', undefined];
    refusals = [{ operation: 'ExecuteTransaction', times: 3, type: 'TransactionCanceledException', reasons }];
    expect((await create({ 'idempotency-key': 'again' })).reply.status).toBe(201);
  });
});

describe('a fault of our own is no outage', () => {
  test.each(['ValidationException', 'AccessDeniedException', 'UnrecognizedClientException'])(
    '%s is 500',
    async (type) => {
      refusals = [{ operation: 'ExecuteStatement', times: 10_000, type }];
      const { reply } = await create();
      expect([reply.status, reply.headers['retry-after']]).toEqual([500, undefined]);
      expect(log.mock.lastCall![0]).toMatchObject({ error: { name: type } });
    },
  );

  test('a value that cannot be stored', async () => {
    const unstorable = { Statement: `INSERT INTO "Events" VALUE {'petId': ?}`, Parameters: [Symbol('no value')] };
    const failed = dynamoDb().send(new ExecuteStatementCommand(unstorable));
    await expect(failed).rejects.not.toBeInstanceOf(Unavailable);
    expect(requests).toEqual([]);
  });

  test('credentials that are missing', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
    const createPet = await loadFunction('createPet');
    const reply = parsed(await createPet(gatewayEvent('POST /pets', { body: '{"name":"Fido","type":"dog"}' })));
    vi.unstubAllEnvs();
    expect([reply.status, requests]).toEqual([500, []]);
    expect(log.mock.lastCall![0]).toMatchObject({ error: { name: 'CredentialsProviderError' } });
  });
});
