import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { logKeysIn } from '../../infra/local/logKeys.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pets-'));
  file = join(folder, 'log-keys.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('keys are kept, for their owner alone, and a new one comes first', () => {
  const first = logKeysIn(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const second = logKeysIn(file, true);
  expect(second.origin).toBe(first.origin);
  expect([...second.keys.keys()].slice(1)).toEqual([...first.keys.keys()]);
  expect([...logKeysIn(file).keys.keys()]).toEqual([...second.keys.keys()]);
});

test('a file that others may read is theirs no longer', () => {
  const { keys } = logKeysIn(file);
  writeFileSync(join(folder, 'copy'), readFileSync(file), { mode: 0o644 });
  expect([...logKeysIn(join(folder, 'copy')).keys.keys()]).toEqual([...keys.keys()]);
  expect(statSync(join(folder, 'copy')).mode & 0o777).toBe(0o600);
});

test.each([
  ['no JSON', 'x'],
  ['no origin', JSON.stringify({ keys: [] })],
  ['no keys', JSON.stringify({ origin: 'localhost/pets', keys: [] })],
  ['a key that is none', JSON.stringify({ origin: 'localhost/pets', keys: ['-----BEGIN PRIVATE KEY-----'] })],
])('a damaged file is named, with what to do: %s', (_, text) => {
  writeFileSync(file, text);
  expect(() => logKeysIn(file)).toThrow(`The keys of the log in ${file} can't be read. Restore the file, or`);
});
