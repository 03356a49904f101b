import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Service, startService } from '../../infra/local/service.ts';
import { petsClient } from '../../src/client/petsClient.ts';
import { shardOf } from '../../src/dynamo/shardOf.ts';
import { toItem } from '../../src/eventStore/fromItem.ts';
import { petStream } from '../../src/streams/petStream.ts';
import { historyOf } from '../support/history.ts';
import { eventually } from '../support/service.ts';

// What reads the feed behind the API: it must read every shard.
const SHARDS = 3;
const petIds = ['a', 'b', 'c', 'd', 'e', 'f'];
let service: Service;
beforeAll(async () => {
  expect(new Set(petIds.map((petId) => shardOf(petId, SHARDS))).size).toBe(SHARDS);
  service = await startService({ host: '127.0.0.1', port: 0, shards: SHARDS });
});
afterAll(() => service?.stop());

test('the log takes in the events of every shard', async () => {
  const client = petsClient({ url: service.url });
  for (const petId of petIds) await client.create({ petId, name: 'Fido', type: 'dog' });
  await eventually(async () => {
    const checkpoint = await (await fetch(`${service.url}/log/checkpoint`)).text();
    expect(checkpoint.split('\n')[1]).toBe(String(petIds.length));
  });
});

test('the daily check finds the erasures in every shard', async () => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient());
  const since = new Date(Date.now() - 3_600_000);
  for (const petId of petIds) {
    const history = historyOf(
      `old-${petId}`,
      [
        { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog', notes: 'secret' } },
        { type: 'ErasePersonalData', fields: ['notes'] },
      ],
      since.getTime() + 1,
    );
    const requests = history.map((event) => ({ PutRequest: { Item: toItem(petStream, event, SHARDS) } }));
    await client.send(new BatchWriteCommand({ RequestItems: { Events: requests } }));
  }
  const call = { since: since.toISOString() };
  expect(await service.invoke('removePersonalData', call)).toEqual({ erasures: petIds.length, removed: petIds.length });
  expect(await service.invoke('removePersonalData', call)).toEqual({ erasures: petIds.length, removed: 0 });
});
