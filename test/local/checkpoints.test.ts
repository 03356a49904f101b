import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkpointsIn } from '../../infra/local/checkpoints.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pets-checkpoints-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('what was set is there for the next process', () => {
  const file = join(folder, 'checkpoints.json');
  const first = checkpointsIn(file);
  expect(first.get('one')).toBeUndefined();
  first.set('one', '1');
  first.set('two', '2');
  first.set('one', '3');
  const next = checkpointsIn(file);
  expect([next.get('one'), next.get('two')]).toEqual(['3', '2']);
});

test('a file that is broken is named: a fresh start would be a choice', () => {
  const file = join(folder, 'checkpoints.json');
  writeFileSync(file, '{"one": ');
  expect(() => checkpointsIn(file)).toThrow(`${file} can't be read. Delete it`);
});
