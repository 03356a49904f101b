import { randomUUID } from 'node:crypto';
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import { dynamoIdempotencyKeys } from '../../src/commands/dynamoIdempotencyKeys.ts';
import { dynamoDb } from '../../src/dynamo/dynamoDb.ts';
import { useEngine } from '../support/engine.ts';

const engine = useEngine();
const recordOf = (key: string) => ({ key, request: 'r', petId: 'rex', version: 1 });
const stored = async (key: string) =>
  (await engine.client.send(new GetCommand({ TableName: 'Idempotency', Key: { key } }))).Item;

test('a record is kept once, for a day', async () => {
  const keys = dynamoIdempotencyKeys(engine.client, 'Idempotency');
  const record = recordOf(randomUUID());
  expect(await keys.keep(record)).toBe('kept');
  expect(await keys.keep({ ...record, version: 2 })).toBe('exists');
  expect(await keys.find(record.key)).toMatchObject(record);
  const aDay = 24 * 3600;
  expect(Math.abs((await stored(record.key))!.expiresAt - (Date.now() / 1000 + aDay))).toBeLessThan(60);
});

test('an expired record that was replaced since it was read stays', async () => {
  const key = randomUUID();
  await engine.client.send(new PutCommand({ TableName: 'Idempotency', Item: { ...recordOf(key), expiresAt: 1 } }));
  // Another request takes the key between the read and the removal.
  const client = dynamoDb();
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (context.commandName === 'DeleteItemCommand' || context.commandName === 'DeleteCommand')
        await engine.client.send(
          new UpdateCommand({
            TableName: 'Idempotency',
            Key: { key },
            UpdateExpression: 'SET expiresAt = :later, version = :version',
            ExpressionAttributeValues: { ':later': Math.floor(Date.now() / 1000) + 3600, ':version': 7 },
          }),
        );
      return next(args);
    },
    { step: 'build', name: 'another request' },
  );
  expect(await dynamoIdempotencyKeys(client, 'Idempotency').find(key)).toBeUndefined();
  expect(await stored(key)).toMatchObject({ version: 7 });
});

test('an expired record goes', async () => {
  const key = randomUUID();
  await engine.client.send(new PutCommand({ TableName: 'Idempotency', Item: { ...recordOf(key), expiresAt: 1 } }));
  expect(await dynamoIdempotencyKeys(engine.client, 'Idempotency').find(key)).toBeUndefined();
  expect(await stored(key)).toBeUndefined();
});
