import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test, vi } from 'vitest';
import { dynamoDb } from '../../src/dynamo/dynamoDb.ts';
import { Unavailable } from '../../src/faults/unavailable.ts';

test('the steps of a request are the ones it needs: an update of the SDK that renames or adds one is looked at', () => {
  const steps = dynamoDb()
    .middlewareStack.identify()
    .map((step) => step.split(/ (?:-|\()/)[0]);
  expect(steps).toEqual([
    'translateFaults',
    'serializerMiddleware',
    'contentLengthMiddleware',
    'hostHeaderMiddleware',
    'retryMiddleware',
    'httpSigningMiddleware',
    'noteSending',
    'deserializerMiddleware',
  ]);
});

test('one signer signs all requests', async () => {
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  const { config } = dynamoDb();
  expect(await config.signer()).toBe(await config.signer());
  vi.unstubAllEnvs();
});

test('what the SDK can not marshall is thrown as it is: a fault of the code, not an unavailable table', async () => {
  class Weight {}
  const put = new PutCommand({ TableName: 'Pets', Item: { petId: 'rex', weight: new Weight() } });
  const error: unknown = await dynamoDb()
    .send(put)
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  expect(error).not.toBeInstanceOf(Unavailable);
  expect(error).toMatchObject({ message: expect.stringContaining('Unsupported type passed') });
});
