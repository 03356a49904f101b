import { expect, test } from 'vitest';
import { mutated, mutations } from './mutations.ts';

// `npm run simulate -- --mutations` shows which seed finds each.
test.each(mutations)('the mistake "$name" can still be made', (mutation) => {
  expect(mutated(mutation).contents).toContain(mutation.by);
});
