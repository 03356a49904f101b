import { once } from 'node:events';
import { mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { DeleteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, expect, test, vi } from 'vitest';
import { checkpointsInMemory } from '../../infra/local/checkpoints.ts';
import { startEngine } from '../../infra/local/engine.ts';
import { startService } from '../../infra/local/service.ts';
import { StreamPump } from '../../infra/local/streamPump.ts';
import { petsClient } from '../../src/client/petsClient.ts';
import { eventually, useService } from '../support/service.ts';

const folder = mkdtempSync(join(tmpdir(), 'pets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const service = useService({ alone: true });
const HOUR_MS = 3600 * 1000;

test('records are delivered however long they waited', async () => {
  const { petId } = await petsClient({ url: service.url }).create({ name: 'Misty', type: 'cat' });
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 30 * HOUR_MS });
  const delivered: string[] = [];
  const invoke = async (event: unknown) => {
    delivered.push(JSON.stringify(event));
  };
  const consumers = [{ name: 'late', invoke, batchSize: 100 }];
  const pump = new StreamPump(new DynamoDBStreamsClient(), consumers, checkpointsInMemory());
  await pump.start('Events');
  await vi.waitFor(() => expect(delivered.join()).toContain(petId), 5_000);
  await pump.stop();
  vi.useRealTimers();
});

test('a record that always fails holds up its own pet only', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  const client = petsClient({ url: service.url });
  let poisoned = '';
  const delivered: string[] = [];
  const invoke = async (event: unknown) => {
    const text = JSON.stringify(event);
    if (poisoned && text.includes(poisoned)) throw new Error('poison');
    delivered.push(text);
  };
  const pump = new StreamPump(
    new DynamoDBStreamsClient(),
    [{ name: 'poisoned', invoke, batchSize: 100 }],
    checkpointsInMemory(),
  );
  await pump.start('Events');
  ({ petId: poisoned } = await client.create({ name: 'Poison', type: 'cat' }));
  await new Promise((resolve) => setTimeout(resolve, 200));
  const { petId } = await client.create({ name: 'Misty', type: 'cat' });
  await vi.waitFor(() => expect(delivered.join()).toContain(petId), 5_000);
  poisoned = '';
  await vi.waitFor(() => expect(delivered.join()).toContain('Poison'), 10_000);
  await pump.stop();
  log.mockRestore();
});

test('rows are repaired after the service was away for longer than the stream keeps its records', async () => {
  const options = { host: '127.0.0.1', port: 0, dataFolder: folder };
  const first = await startService(options);
  const client = petsClient({ url: first.url });
  const pet = await client.create({ name: 'Misty', type: 'cat' });
  await eventually(() => client.show(pet.petId));
  await first.stop();

  const engine = await startEngine(join(folder, 'pets.db'));
  const tables = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint: engine.endpoint }));
  await tables.send(new DeleteCommand({ TableName: 'Pets', Key: { petId: pet.petId } }));
  await engine.stop();
  const longAgo = (Date.now() - 25 * HOUR_MS) / 1000;
  utimesSync(join(folder, 'checkpoints.json'), longAgo, longAgo);

  const second = await startService(options);
  // The rebuild is a process of its own, which a busy machine takes long to start.
  const again = petsClient({ url: second.url });
  const shown = await vi.waitFor(() => again.show(pet.petId), { timeout: 50_000, interval: 100 });
  expect(shown).toEqual(pet);
  await second.stop();
});

test('a stream that no longer has what was not read is told, and read from its start', async () => {
  const asked: Record<string, unknown>[] = [];
  const StreamArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/Events/stream/1';
  const trimmed = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const body = JSON.parse(text);
    const operation = String(request.headers['x-amz-target']).split('.')[1]!;
    const isTrimmed = operation === 'GetShardIterator' && body.ShardIteratorType === 'AFTER_SEQUENCE_NUMBER';
    if (operation === 'GetShardIterator') asked.push(body);
    const answers: Record<string, object> = {
      ListStreams: { Streams: [{ StreamArn }] },
      DescribeStream: { StreamDescription: { Shards: [{ ShardId: 'shard' }] } },
      GetShardIterator: isTrimmed ? { __type: 'TrimmedDataAccessException' } : { ShardIterator: 'start' },
      GetRecords: { Records: [] },
    };
    response.writeHead(isTrimmed ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(answers[operation]));
  }).listen(0, '127.0.0.1');
  await once(trimmed, 'listening');
  const endpoint = `http://127.0.0.1:${(trimmed.address() as AddressInfo).port}`;
  const checkpoints = checkpointsInMemory();
  checkpoints.set(`projectPets ${StreamArn} shard`, '7');
  const told = vi.fn();
  const consumers = [{ name: 'projectPets', invoke: async () => {}, batchSize: 100 }];
  const pump = new StreamPump(new DynamoDBStreamsClient({ endpoint }), consumers, checkpoints, {}, told);
  await pump.start('Events');
  await vi.waitFor(() => expect(asked.at(-1)).toMatchObject({ ShardIteratorType: 'TRIM_HORIZON' }), 5_000);
  expect(told).toHaveBeenCalledTimes(1);
  await pump.stop();
  trimmed.closeAllConnections();
  trimmed.close();
});
