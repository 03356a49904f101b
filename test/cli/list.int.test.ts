import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { petsClient } from '../../src/client/petsClient.ts';
import { runCommand } from '../support/runCommand.ts';
import { eventually, useService } from '../support/service.ts';

const service = useService();
let at: string;
beforeAll(async () => {
  const client = petsClient({ url: service.url });
  const rex = await client.create({ name: 'Réx', type: 'dog', status: 'pending', ownerId: 'ann' });
  const { updatedAt } = await client.create({ name: 'Misty', type: 'cat', status: 'pending' });
  at = updatedAt;
  await sleep(5_100);
  await client.remove(rex.petId);
  await client.create({ name: 'Rexine', type: 'dog', status: 'sold', ownerId: 'bob' });
  await eventually(async () =>
    expect((await client.list()).items.map(({ name }) => name)).toEqual(['Rexine', 'Misty']),
  );
});

const list = async (...args: string[]) => {
  const { stdout } = await runCommand('list', '--url', service.url, '--json', ...args);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line).name);
};

test('filters, alone and together', async () => {
  expect(await list()).toEqual(['Rexine', 'Misty']);
  expect(await list('--status', 'pending')).toEqual(['Misty']);
  expect(await list('--owner', 'bob')).toEqual(['Rexine']);
  expect(await list('--name', 'REX')).toEqual(['Rexine']);
  expect(await list('--name', 'rex', '--type', 'dog', '--status', 'pending')).toEqual([]);
  await expect(list('--status', 'lost')).rejects.toThrow('Allowed choices are available, pending, adopted, sold');
});

test('the list as it was', async () => {
  expect(await list('--at', at)).toEqual(['Misty', 'Réx']);
  expect(await list('--at', at, '--name', 'rex', '--owner', 'ann')).toEqual(['Réx']);
  expect(await list('--at', '2020-01-01')).toEqual([]);
});
