import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeDataFolder } from '../../infra/local/dataFolder.ts';

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

test('the lock of a process that is gone does not count', () => {
  // No process has so high an id.
  writeFileSync(join(path, 'service.pid'), String(2 ** 31 - 1));
  takeDataFolder(path);
  // Its second line is when the process started: ids are used again.
  expect(readFileSync(join(path, 'service.pid'), 'utf8').split('\n')[0]).toBe(String(process.pid));
});
