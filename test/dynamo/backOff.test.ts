import { afterEach, expect, test, vi } from 'vitest';
import { backOff } from '../../src/dynamo/backOff.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** How long an attempt waits, in milliseconds, if the dice show this. */
async function wait(attempt: number, dice: number, longestMs: number): Promise<number> {
  vi.spyOn(Math, 'random').mockReturnValue(dice);
  const start = performance.now();
  await backOff(attempt, 5, longestMs);
  return performance.now() - start;
}

// A timer may be late, on a machine with much to do, but not early by more than a millisecond.
test('the longest pause doubles with every attempt, up to its limit', async () => {
  expect(await wait(3, 1, 1_000)).toBeGreaterThan(38);
  expect(await wait(10, 1, 20)).toBeGreaterThan(18);
  expect(await wait(10, 1, 20)).toBeLessThan(2_000);
});

test('a pause is any part of the longest one', async () => {
  expect(await wait(10, 0, 5_000)).toBeLessThan(2_000);
});
