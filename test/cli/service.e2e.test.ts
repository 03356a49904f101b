import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Service, startService } from '../../infra/local/service.ts';
import { openTarget } from '../../src/cli/target.ts';
import { verifyTable } from '../../src/cli/verifyTable.ts';
import { LOCAL_SERVICE_FILE } from '../../src/client/localService.ts';
import { petsClient } from '../../src/client/petsClient.ts';
import type { Finding } from '../../src/eventStore/checkHistory.ts';
import { petRow } from '../../src/projections/petRow.ts';
import { runCommand } from '../support/runCommand.ts';
import { eventually } from '../support/service.ts';

let folder: string;
let service: Service;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pets-'));
  service = await startService({ host: '127.0.0.1', port: 0, dataFolder: folder });
});
afterAll(async () => {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('verify finds nothing in a service that is written to while it reads', async () => {
  const client = petsClient({ url: service.url });
  let writing = true;
  const writers = Array.from({ length: 4 }, async (_, writer) => {
    for (let n = 0; writing; n++) {
      const { petId } = await client.create<{ writer: number }>({ name: 'Fido', type: 'dog', writer });
      await client.update<{ n: number }>(petId, { n });
      if (n % 3 === 0) await client.remove(petId);
      if (n % 6 === 0) await client.restore(petId);
    }
  });
  // The tables are found as the commands find them: by what the service tells in its folder.
  const target = await openTarget({ data: folder });
  const findings: Finding[] = [];
  try {
    for (let events = 0; events < 40; ) {
      const report = (finding: Finding) => findings.push(finding);
      const { summary, dispose } = await verifyTable(target, { segments: 2, report });
      await dispose();
      events = summary.events;
    }
  } finally {
    writing = false;
    await Promise.all(writers);
  }
  expect(findings).toEqual([]);

  const { petId } = await client.create({ name: 'Cut', type: 'dog' });
  await client.update(petId, { name: 'Off' });
  const logged = async (number: number) => expect(await target.log!.log.newestVersion(petId)).toBe(number);
  await eventually(() => logged(2));
  // The digest has a line for each pet, although the log was read before it.
  const digest = join(folder, 'digest');
  expect((await runCommand('verify', '--data', folder, '--digest', digest)).code).toBe(0);
  const against = await runCommand('verify', '--data', folder, '--against', digest);
  expect(against.stdout).toMatch(/All \d+ events of the digest/);
  expect(against.code).toBe(0);

  // A tail that was cut off with its row: the log knows, once.
  const one = await target.store.at(petId, 1);
  await target.client.send(new DeleteCommand({ TableName: 'Events', Key: { petId, version: 2 } }));
  await target.client.send(new PutCommand({ TableName: 'Pets', Item: petRow(one!) }));
  for (const args of [[], [petId]]) {
    const cut = await runCommand('verify', ...args, '--data', folder);
    expect(cut.stdout).toContain('1 finding');
    expect(cut.stdout).toContain('the log has this event, and the table has not (log)');
    expect(cut.code).toBe(1);
  }
  // The row of a pet whose newest event was cut off says the same as the log.
  await target.client.send(new PutCommand({ TableName: 'Pets', Item: { ...petRow(one!), version: 2 } }));
  expect((await runCommand('verify', petId, '--data', folder)).stdout).toContain('1 finding');

  await service.stop();
  expect(existsSync(join(folder, LOCAL_SERVICE_FILE))).toBe(false);
  await expect(openTarget({ data: folder })).rejects.toThrow('No local service runs');
});
