import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMMANDS } from '../../infra/build/bundles.ts';
import { type Service, startService } from '../../infra/local/service.ts';
import { petsClient } from '../../src/client/petsClient.ts';
import { runCommand } from '../support/runCommand.ts';
import { eventually } from '../support/service.ts';

let service: Service;
const folder = mkdtempSync(join(tmpdir(), 'tail-'));
beforeAll(async () => {
  service = await startService({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await service.stop();
  rmSync(folder, { recursive: true });
});

function tail(...flags: string[]) {
  const args = [COMMANDS, 'tail', '--url', service.url, ...flags];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk) => {
      output[name] += chunk;
    });
  }
  return { output, exited: once(child, 'exit'), stop: () => child.kill() };
}
const patternFile = (name: string, pattern: unknown) => {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(pattern));
  return file;
};

test('tail prints the messages that a pattern takes, as they come', async () => {
  const client = petsClient({ url: service.url });
  const { output, stop, exited } = tail('--pattern', patternFile('dogs', { detail: { pet: { type: ['dog'] } } }));
  await eventually(async () => {
    await client.create({ name: 'Misty\u001b[2J', type: 'cat' });
    await client.create({ name: 'Fido\u009b', type: 'dog' });
    expect(output.stdout).toContain('Fido');
  });
  stop();
  await exited;
  const [, data] =
    /^\d{4}-\S+Z {2}PetCreated {2}\w{26} v1 {2}anonymous\n {4}(\{.*\})$/m.exec(output.stdout) ??
    expect.fail(output.stdout);
  // A table's maps have no order.
  expect(JSON.parse(data!)).toEqual({ pet: { name: 'Fido\u009b', type: 'dog' } });
  expect(data).toContain('Fido\\u009b');
  expect(output.stdout).not.toContain('Misty');
});

test('tail prints the messages of others as they are, also of a source that begins as ours does', async () => {
  const { output, stop, exited } = tail();
  const entry = { Source: 'petshop', DetailType: 'PetSold', Detail: '{"price":12}', EventBusName: service.bus.name };
  await eventually(async () => {
    expect(service.bus.put({ Entries: [entry] }).FailedEntryCount).toBe(0);
    expect(output.stdout).toContain('petshop');
  });
  await petsClient({ url: service.url }).create({ name: 'Rex', type: 'dog' });
  await eventually(async () => expect(output.stdout).toContain('PetCreated'));
  stop();
  await exited;
  // It is longer than a line of 80.
  const lines = output.stdout.replaceAll('\n    ', '');
  expect(lines).toMatch(/^\d{4}-\S+Z\{.*"source":"petshop".*"price":12.*\}$/m);
  expect(output.stderr).toBe('');
});

test.each([
  [
    ['--pattern', patternFile('invalid', { source: 'pets' })],
    'The event pattern is not valid: source must be an object or an array.',
  ],
  [['--url', 'http://127.0.0.1:1'], 'No local service answers at http://127.0.0.1:1.'],
  [['--url', 'nowhere'], 'It must be a URL'],
  [['--pattern', patternFile('large', { source: ['x'.repeat(20_000)] })], 'The pattern is too large'],
  [['--pattern', join(folder, 'absent')], "absent can't be read: ENOENT: no such file or directory."],
])('tail %j says what is wrong', async (flags, message) => {
  await expect(runCommand('tail', '--url', service.url, ...flags)).rejects.toThrow(message);
});

test('a flag that is wrong ends it with code 1, and is told on standard error', async () => {
  const { output, exited } = tail('--url', 'nowhere');
  expect((await exited)[0]).toBe(1);
  expect(output.stderr).toContain('It must be a URL');
});
