import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, expect, test, vi } from 'vitest';
import { createTables } from '../../infra/local/createTables.ts';
import { startEngine } from '../../infra/local/engine.ts';
import { lastWritten } from '../../infra/local/lastWritten.ts';
import { updatesOf } from '../support/history.ts';
import { putEvents } from '../support/items.ts';

const folder = mkdtempSync(join(tmpdir(), 'pets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the journal of a database tells when it was written last, and nobody knows without one', async () => {
  const database = join(folder, 'pets.db');
  expect(lastWritten(database)).toBeNaN();
  const engine = await startEngine(database);
  const client = new DynamoDBClient({
    endpoint: engine.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await createTables(client);
  for (const petId of ['first', 'second']) {
    const before = lastWritten(database);
    await vi.waitFor(async () => {
      await putEvents(DynamoDBDocumentClient.from(client), updatesOf(petId, 1));
      expect(lastWritten(database)).toBeGreaterThan(before);
    });
  }
  await engine.stop();
});
