import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { petsClient } from '../../src/client/petsClient.ts';
import { eventually } from '../support/service.ts';

// What `npm start` runs, as a process of its own.
let folder: string;
const running: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pets-'));
});
afterEach(async () => {
  for (const child of running.splice(0))
    if (child.exitCode === null && child.signalCode === null) await stop(child, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function run(...flags: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'infra/local/main.ts', '--data', folder, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  return { child, output: () => output };
}

async function start(...flags: string[]) {
  const { child, output } = run('--port', '0', ...flags);
  await eventually(async () => expect(output()).toContain('ready'));
  const url = /http:\S+:\d+/.exec(output())![0];
  return { child, output, url, client: petsClient({ url }) };
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exited = once(child, 'exit');
  child.kill(signal);
  const [code] = await exited;
  return code;
}

test('what was acknowledged survives a restart, and being killed before it was projected', async () => {
  const first = await start();
  const kept = await first.client.create({ name: 'Kept', type: 'dog' });
  await eventually(() => first.client.show(kept.petId));
  expect(await stop(first.child, 'SIGTERM')).toBe(0);

  const second = await start();
  expect(await second.client.show(kept.petId)).toEqual(kept);
  const acknowledged: string[] = [];
  const writers = Promise.allSettled(
    Array.from({ length: 8 }, async () => {
      for (;;) acknowledged.push((await second.client.create({ name: 'Killed', type: 'cat' })).petId);
    }),
  );
  await eventually(async () => expect(acknowledged.length).toBeGreaterThan(50));
  await stop(second.child, 'SIGKILL');
  await writers;

  const third = await start();
  await Promise.all(acknowledged.map((petId) => third.client.show(petId, { consistency: 'strong' })));
  for (const petId of acknowledged) await eventually(() => third.client.show(petId));
  expect(third.output()).not.toMatch(/error|warning/i);
  expect(await stop(third.child, 'SIGINT')).toBe(0);
});

test('a folder that another service uses is refused, and so is a port', async () => {
  const { url, child } = await start();
  const second = run('--port', '0');
  expect(await once(second.child, 'exit')).toEqual([1, null]);
  expect(second.output()).toContain('is used by another service');
  expect(second.output()).toContain('--data');

  const third = run('--memory', '--port', new URL(url).port);
  expect(await once(third.child, 'exit')).toEqual([1, null]);
  expect(third.output()).toMatch(/^Port \d+ is taken\..*--port \d+\n$/);
  expect(await stop(child, 'SIGTERM')).toBe(0);
});

test('--memory and --seed', async () => {
  const { client } = await start('--memory', '--seed', '30');
  await eventually(async () => expect((await client.list({ limit: 100 })).items).toHaveLength(30));
});

test('a flag that is wrong is named', async () => {
  const { child, output } = run('--port', 'http');
  expect(await once(child, 'exit')).toEqual([1, null]);
  expect(output()).toContain(
    "option '--port <port>' argument 'http' is invalid. It must be a whole number up to 65535.",
  );
});

test('an engine that is not there is told with what to do', async () => {
  process.env.DYNAMODB_ENDPOINT = 'http://127.0.0.1:1';
  try {
    const { child, output } = run('--port', '0');
    expect(await once(child, 'exit')).toEqual([1, null]);
    expect(output()).toMatch(/^No DynamoDB engine answers at http:\/\/127\.0\.0\.1:1 .*\n$/);
  } finally {
    delete process.env.DYNAMODB_ENDPOINT;
  }
});
