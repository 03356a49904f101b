import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { promises } from '../simulation/promises/promises.ts';
import { mutate } from './mutate.ts';
import { mutations } from './mutations.ts';

// `npm run simulate -- --mutations` shows what finds each.
test('every mistake can still be made, in one place', () => {
  const faults = mutations.flatMap(({ name, file, ...change }) => {
    try {
      const sound = readFileSync(file, 'utf8');
      return mutate(sound, change) === sound ? `${name}: it changes nothing` : [];
    } catch (error) {
      return `${name}: ${file}: ${error}`;
    }
  });
  expect(faults).toEqual([]);
});

test('each mistake has a name of its own', () => {
  expect(new Set(mutations.map(({ name }) => name)).size).toBe(mutations.length);
});

test('the tests that find mistakes are there', () => {
  const files = mutations.flatMap(({ foundBy }) => ('tests' in foundBy ? foundBy.tests : []));
  expect(files.filter((file) => !existsSync(file))).toEqual([]);
});

test('every promise of the simulation is broken by a mistake', () => {
  const broken = mutations.flatMap(({ foundBy }) => ('breaks' in foundBy ? foundBy.breaks : []));
  expect(new Set(broken)).toEqual(new Set(promises.map(({ name }) => name)));
});
