import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkpointsInMemory } from '../../infra/local/checkpoints.ts';
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
  await expect(compact(database, checkpointsInMemory())).rejects.toThrow('were not delivered yet');
  expect(readFileSync(database).equals(before)).toBe(true);
});
