import { expect, test } from 'vitest';
import { mutated, mutations } from './mutations.ts';
import { promises } from './promises/promises.ts';

// `npm run simulate -- --mutations` shows which seed finds each.
test.each(mutations)('the mistake "$name" can still be made', (mutation) => {
  expect(mutated(mutation).contents).toContain(mutation.by);
});

test('every promise is broken by a mistake, and every mistake breaks a promise', () => {
  expect(new Set(mutations.map(({ breaks }) => breaks))).toEqual(new Set(promises.map(({ name }) => name)));
});
