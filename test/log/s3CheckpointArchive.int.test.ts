import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { logKeysInMemory } from '../../infra/local/logKeys.ts';
import { LOG_BUCKET, startLogServer } from '../../infra/local/startLogServer.ts';
import { s3CheckpointArchive, s3Client } from '../../src/log/s3CheckpointArchive.ts';

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

test.each(['in memory', 'in a folder'])('a checkpoint that is kept is never changed: %s', async (place) => {
  const folder = mkdtempSync(join(tmpdir(), 'pets-'));
  const server = await startLogServer(logKeysInMemory(), place === 'in memory' ? undefined : folder);
  const client = s3Client({ endpoint: server.endpoint, region: 'us-east-1', credentials: CREDENTIALS });
  const archive = s3CheckpointArchive(client, LOG_BUCKET, 'log.example/1');
  expect(await archive.newestBeyond(-1)).toBeUndefined();
  await archive.put(5, 'first');
  await archive.put(5, 'second');
  await s3CheckpointArchive(client, LOG_BUCKET, 'log.example/2').put(9, 'of another log');
  expect(await archive.newestBeyond(4)).toEqual({ size: 5, note: 'first' });
  expect(await archive.newestBeyond(5)).toBeUndefined();
  for (const size of [100, 99, 1_000]) await archive.put(size, `of ${size}`);
  expect(await archive.newestBeyond(5)).toEqual({ size: 1_000, note: 'of 1000' });
  await server.stop();
  rmSync(folder, { recursive: true });
});

test('the newest checkpoint is found behind more of them than S3 lists at once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pets-'));
  const name = (size: number) => encodeURIComponent(`log.example/1/${String(size).padStart(16, '0')}`);
  for (let size = 1; size <= 1_001; size++) writeFileSync(join(folder, name(size)), `of ${size}`);
  const server = await startLogServer(logKeysInMemory(), folder);
  const client = s3Client({ endpoint: server.endpoint, region: 'us-east-1', credentials: CREDENTIALS });
  const archive = s3CheckpointArchive(client, LOG_BUCKET, 'log.example/1');
  expect(await archive.newestBeyond(-1)).toEqual({ size: 1_001, note: 'of 1001' });
  await server.stop();
  rmSync(folder, { recursive: true });
});
