import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"]+)['"]/g)].map((match) => match[1]!);
const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => `${folder}/${file}`);

test('the judge imports nothing but itself and what Node has: a mistake of the service is not shared', () => {
  const files = filesOf('test/judge');
  const foreign = files.flatMap((file) => importsOf(file).filter((from) => !/^(\.\/\w+\.ts|node:[\w/]+)$/.test(from)));
  expect(foreign).toEqual([]);
  expect(files.flatMap(importsOf)).toContain('./json.ts');
});

test('what judges simulated runs and histories imports nothing of the service', () => {
  const judging = [
    ...filesOf('test/simulation/promises'),
    ...filesOf('test/simulation/histories'),
    'test/simulation/timeline.ts',
  ];
  expect(judging.length).toBeGreaterThan(8);
  const breaches = judging.flatMap((file) => importsOf(file).filter((from) => /\/(src|infra)\//.test(from)));
  expect(breaches).toEqual([]);
});
