import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, expect, test } from 'vitest';
import { checkpointsIn, checkpointsInMemory } from '../../infra/local/checkpoints.ts';
import { compact } from '../../infra/local/compact.ts';
import { startService } from '../../infra/local/service.ts';
import { petsClient } from '../../src/client/petsClient.ts';
import { eventually } from '../support/service.ts';

// test/erasure/erasure.e2e.test.ts searches what a compaction leaves.
const folder = mkdtempSync(join(tmpdir(), 'pets-compact-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a database with changes that a consumer has not taken is left as it is', async () => {
  const service = await startService({ host: '127.0.0.1', port: 0, dataFolder: folder });
  const client = petsClient({ url: service.url });
  const { petId } = await client.create({ name: 'Fido', type: 'dog' });
  await eventually(() => client.show(petId));
  await service.stop();
  const database = join(folder, 'pets.db');
  const before = readFileSync(database);
  await expect(compact(database, checkpointsInMemory(), async () => {})).rejects.toThrow('were not delivered yet');
  expect(readFileSync(database).equals(before)).toBe(true);
});

test('erasures that were interrupted are finished before anything is copied', async () => {
  const before = await startService({ host: '127.0.0.1', port: 0, dataFolder: folder });
  const { petId } = await petsClient({ url: before.url }).create({ name: 'Rex', type: 'dog' });
  await eventually(() => petsClient({ url: before.url }).show(petId));
  await before.stop();
  await compact(join(folder, 'pets.db'), checkpointsIn(join(folder, 'checkpoints.json')), async (endpoint) => {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
    await client.send(new DeleteItemCommand({ TableName: 'Pets', Key: { petId: { S: petId } } }));
  });
  const after = await startService({ host: '127.0.0.1', port: 0, dataFolder: folder });
  const client = petsClient({ url: after.url });
  await expect(client.show(petId)).rejects.toThrow('No pet has the id');
  expect(await client.show(petId, { consistency: 'strong' })).toMatchObject({ name: 'Rex' });
  await after.stop();
});
