import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startErasureCheck } from '../../infra/local/startErasureCheck.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('erasures are finished at the start, again when the newest have settled, and every hour', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const invoke = vi.fn(async () => {
    throw new Error('no engine');
  });
  const check = startErasureCheck(invoke);
  await vi.advanceTimersByTimeAsync(0);
  expect(invoke).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(invoke).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(invoke).toHaveBeenCalledTimes(3);
  await check.stop();
  await vi.advanceTimersByTimeAsync(7_200_000);
  expect(invoke).toHaveBeenCalledTimes(3);
});

test('stopping waits for the check under way', async () => {
  let resolve = () => {};
  const promise = new Promise<void>((end) => {
    resolve = end;
  });
  const check = startErasureCheck(() => promise);
  let isStopped = false;
  const stopped = check.stop().then(() => {
    isStopped = true;
  });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(isStopped).toBe(false);
  resolve();
  await stopped;
});
