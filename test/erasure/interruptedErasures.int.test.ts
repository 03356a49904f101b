import { expect, test } from 'vitest';
import { interruptedErasures } from '../trials/interruptedErasures.ts';

// `npm run simulate -- --trials` takes pets with more events.
test('the command and the function, ended at each of their requests and called again: every erased value goes, and no other', async () => {
  const { interruptions, halfDone, ...wrong } = await interruptedErasures(2);
  expect(wrong).toEqual({ findings: 0, shown: 0, lost: 0 });
  // At least two requests of the command and four of each call of the function, each before it was carried out and after.
  expect(interruptions).toBeGreaterThanOrEqual(2 * (2 + 4 + 4));
  expect(halfDone).toBeGreaterThan(0);
});
