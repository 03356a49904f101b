import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeDataFolder } from '../../infra/local/dataFolder.ts';
import { processStart } from '../../src/locks/processStart.ts';

let path: string;
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'pets-data-'));
});
afterEach(() => rmSync(path, { recursive: true }));

test('a folder is taken by one service at a time', () => {
  const folder = takeDataFolder(path);
  expect(() => takeDataFolder(path)).toThrow(`is used by another service (process ${process.pid})`);
  folder.release();
  takeDataFolder(path).release();
  expect(existsSync(join(path, 'service.pid'))).toBe(false);
});

test.each([
  // No process has so high an id.
  ['a process that is gone', `${2 ** 31 - 1}\n1\n`],
  ['a process whose number another one has by now', `${process.pid}\nanother start\n`],
  ['this process, when it did not say when it began', `${process.pid}\n`],
  ['the first process of all', '1'],
  ['nobody', ''],
])('the lock of %s does not count', (_, lock) => {
  writeFileSync(join(path, 'service.pid'), lock);
  takeDataFolder(path);
  const [pid, start] = readFileSync(join(path, 'service.pid'), 'utf8').split('\n');
  expect([pid, start]).toEqual([String(process.pid), processStart(process.pid)]);
});

test('a lock that is a link to nowhere is nobody’s, and nothing is left beside the lock', () => {
  symlinkSync('nowhere', join(path, 'service.pid'));
  const folder = takeDataFolder(path);
  expect(readFileSync(join(path, 'service.pid'), 'utf8')).toContain(String(process.pid));
  expect(readdirSync(path).sort()).toEqual(['format', 'service.pid']);
  folder.release();
});

test.each(['x', '{}', '[0]', '[]', '[1,2.5]', '["a"]'])('numbers of shards that are damaged are named: %s', (text) => {
  const folder = takeDataFolder(path);
  const file = join(path, 'shards.json');
  writeFileSync(file, text);
  expect(() => folder.shards()).toThrow(`${file} can't be read`);
  folder.release();
});
