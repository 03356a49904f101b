import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SERVICE } from '../../infra/build/bundles.ts';
import { createTable } from '../../infra/local/createTables.ts';
import { startEngine } from '../../infra/local/engine.ts';
import { petsClient } from '../../src/client/petsClient.ts';
import { tables } from '../../src/tables.ts';
import { eventually } from '../support/service.ts';

// What `npm start` runs, as a process of its own; it is bundled, as the functions are, before any test begins.
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
  return runIn('.', process.execPath, [SERVICE, '--data', folder, ...flags]);
}

/** Its own engine, whatever engine the tests use. */
const ENV = { ...process.env, DYNAMODB_ENDPOINT: '' };

function runIn(cwd: string, command: string, args: string[], env: NodeJS.ProcessEnv = ENV) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd, env });
  running.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  return { child, output: () => output };
}

const start = (...flags: string[]) => ready(run('--port', '0', ...flags));

async function ready({ child, output }: ReturnType<typeof run>) {
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

test('--memory, --seed and --require-if-match', async () => {
  const { client, url } = await start('--memory', '--seed', '30', '--require-if-match');
  // Nobody else reaches it, unless it is told to.
  expect(new URL(url).hostname).toBe('127.0.0.1');
  const { petId } = await client.create({ name: 'Rex', type: 'dog' });
  const headers = { 'content-type': 'application/merge-patch+json' };
  expect((await fetch(`${url}/pets/${petId}`, { method: 'PATCH', headers, body: '{"name":"Max"}' })).status).toBe(428);
  await client.remove(petId, { version: 1 });
  await eventually(async () => expect((await client.list({ limit: 100 })).items).toHaveLength(30));
});

test('each change and each delivery is a line, unless it is to be quiet', async () => {
  const [told, quiet] = await Promise.all([start('--memory'), start('--memory', '--quiet')]);
  for (const { client } of [told, quiet]) {
    const { petId } = await client.create({ name: 'Fido', type: 'dog' });
    await eventually(() => client.show(petId));
  }
  await eventually(async () => {
    expect(told.output()).toMatch(/^\d\d:\d\d:\d\d {2}POST \/pets {2}201 {2}\d+ ms {2}\w{26} v1$/m);
    expect(told.output()).toMatch(/^\d\d:\d\d:\d\d {4}projectPets {2}1 event {2}\d+ ms$/m);
    expect(told.output()).toContain('publishPets');
  });
  expect(quiet.output()).not.toMatch(/POST|projectPets/);
});

test('a flag that is wrong is named', async () => {
  const { child, output } = run('--port', 'http');
  expect(await once(child, 'exit')).toEqual([1, null]);
  expect(output()).toContain(
    "option '--port <port>' argument 'http' is invalid. It must be a whole number up to 65535.",
  );
  for (const shards of ['0', '257'])
    expect(await refusal('--memory', '--port', '0', '--shards', shards)).toContain(
      `argument '${shards}' is invalid. It must be a whole number from 1 up to 256.`,
    );
});

test('an engine that is not there is told with what to do', async () => {
  const env = { ...ENV, DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' };
  const { child, output } = runIn('.', process.execPath, [SERVICE, '--data', folder, '--port', '0'], env);
  expect(await once(child, 'exit')).toEqual([1, null]);
  expect(output()).toMatch(/^No DynamoDB engine answers at http:\/\/127\.0\.0\.1:1 .*\n$/);
});

/** What a start that is refused says. */
async function refusal(...flags: string[]): Promise<string> {
  const { child, output } = run(...flags);
  expect(await once(child, 'exit')).toEqual([1, null]);
  return output();
}

test('the data folder keeps the numbers of shards, and what was written with them stays to be found', async () => {
  const found = async (flags: string[], name: string) => {
    const service = await start(...flags);
    await service.client.create({ name, type: 'dog' });
    const pets = await eventually(async () => {
      const { items } = await service.client.list();
      expect(items.map((pet) => pet.name)).toContain(name);
      return items;
    });
    const { shards } = JSON.parse(readFileSync(join(folder, 'service.json'), 'utf8'));
    await stop(service.child, 'SIGTERM');
    return [pets.map((pet) => pet.name), shards];
  };
  expect(await found([], 'A')).toEqual([['A'], [1]]);
  expect(await found(['--shards', '8'], 'B')).toEqual([
    ['B', 'A'],
    [1, 8],
  ]);
  expect(await found([], 'C')).toEqual([
    ['C', 'B', 'A'],
    [1, 8],
  ]);
  expect(await found(['--shards', '1'], 'D')).toEqual([
    ['D', 'C', 'B', 'A'],
    [1, 8, 1],
  ]);
});

describe('a start that is refused says what to do, and leaves nothing behind', () => {
  test('a data folder that is a file, or within one', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    for (const path of [file, join(file, 'data')]) {
      expect(await refusal('--port', '0', '--data', path)).toMatch(
        /^Nothing can be kept in \S+ \(E\w+\)\. Choose another folder with --data, .*--memory\.\n$/,
      );
    }
  });

  test('a port that is taken', async () => {
    const taken = createServer().listen(65_535, '127.0.0.1');
    await once(taken, 'listening');
    const fresh = join(folder, 'fresh');
    expect(await refusal('--port', '65535', '--data', fresh)).toMatch(/^Port 65535 is taken\..*--port 0\n$/);
    expect(existsSync(fresh)).toBe(false);
    taken.close();
  });

  test('an address that is not here', async () => {
    expect(await refusal('--port', '0', '--host', '192.0.2.1')).toBe(
      'This machine has no address 192.0.2.1. Choose another one with --host, or leave it out.\n',
    );
  });

  test('data that older code stored in another shape', async () => {
    const engine = await startEngine(join(folder, 'pets.db'));
    const { lives: _, ...indexes } = tables.events.indexes;
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new DynamoDBClient({ endpoint: engine.endpoint, region: 'us-east-1', credentials });
    await createTable(client, { ...tables.events, indexes });
    await engine.stop();
    const older =
      /^The data in \S+ was stored by an older version, .*: it has the format 1, not 3\. Delete it, or .*--data\.\n$/;
    expect(await refusal('--port', '0')).toMatch(older);
    writeFileSync(join(folder, 'format'), '3');
    expect(await refusal('--port', '0')).toMatch(
      /^The data in \S+ was stored by an older version, .*: the table Events has no index lives\. Delete it, or .*--data\.\n$/,
    );
  });

  test('--memory beside another engine', async () => {
    const env = { ...ENV, DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' };
    const { child, output } = runIn('.', process.execPath, [SERVICE, '--memory'], env);
    expect(await once(child, 'exit')).toEqual([1, null]);
    expect(output()).toMatch(/^--memory is for the embedded engine, .* Use one of them\.\n$/);
  });
});

test('of two that start at the same time, one is refused', async () => {
  const both = [run('--port', '0'), run('--port', '0')];
  await eventually(async () => {
    const outputs = both.map(({ output }) => (output().includes('ready in') ? 'ready' : output()));
    expect(outputs.sort()).toEqual([expect.stringContaining('is used by another service'), 'ready']);
  });
});

describe('npm start', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const)(
    'npm is ended by %s, and so is the service',
    async (signal) => {
      const npm = await ready(runIn('.', 'npm', ['start', '--', '--port', '0', '--memory']));
      await stop(npm.child, signal);
      await eventually(async () => {
        await expect(fetch(`${npm.url}/health`)).rejects.toThrow('fetch failed');
      });
    },
  );

  test('the service goes on when nobody reads what it prints', async () => {
    const { child, output, url } = await ready(run('--port', '0'));
    child.stdout.destroy();
    child.stderr.destroy();
    // Something that is printed: a function that fails.
    await fetch(`${url}/_local/faults`, { method: 'POST', body: '{"at":"projectPets","kind":"fail","next":1}' });
    const { petId } = await petsClient({ url }).create({ name: 'Misty', type: 'cat' });
    await eventually(() => petsClient({ url }).show(petId));
    expect(output()).toContain('ready');
    expect(await stop(child, 'SIGHUP')).toBe(0);
  });
});
