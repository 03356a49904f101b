import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startSequencerClock } from '../../infra/local/sequencerClock.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** A clock, and how far back it had the sequencer look. */
function started() {
  const lookBacks: number[] = [];
  const clock = startSequencerClock(async (event) => {
    lookBacks.push((event as { lookBackSeconds: number }).lookBackSeconds);
  });
  const during = async (ms: number) => {
    const before = lookBacks.length;
    await vi.advanceTimersByTimeAsync(ms);
    return lookBacks.slice(before);
  };
  return { clock, lookBacks, during };
}

test('it begins with a look far back, and then rests but for one every hour', async () => {
  const { clock, lookBacks, during } = started();
  expect(lookBacks).toEqual([48 * 3_600]);
  expect(await during(60 * MINUTE - SECOND)).toEqual([]);
  expect(await during(SECOND)).toEqual([3 * 3_600]);
  expect(await during(59 * MINUTE)).toEqual([]);
  await clock.stop();
});

test('after an event it looks back a little every second, and within a minute once as far as a stage does', async () => {
  const { clock, during } = started();
  clock.wake();
  expect(await during(30 * SECOND)).toEqual(Array(9).fill(2));
  expect(await during(30 * SECOND)).toEqual([300]);
  expect(await during(5 * MINUTE)).toEqual([]);
  clock.wake();
  expect(await during(2 * SECOND)).toEqual([300, 2]);
  await clock.stop();
});

test('one run at a time', async () => {
  let end = () => {};
  const invoke = vi.fn(() => new Promise<void>((resolve) => (end = resolve)));
  const clock = startSequencerClock(invoke);
  clock.wake();
  await vi.advanceTimersByTimeAsync(5 * SECOND);
  expect(invoke).toHaveBeenCalledTimes(1);
  const stopped = clock.stop();
  end();
  await stopped;
});

test('a clock that was stopped stays so, whatever comes in its last moments', async () => {
  const { clock, during } = started();
  await clock.stop();
  clock.wake();
  expect(await during(5 * MINUTE)).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test('a clock of the machine that is put back delays nothing', async () => {
  const { clock, during } = started();
  clock.wake();
  await during(30 * SECOND);
  vi.setSystemTime(Date.now() - 60 * MINUTE);
  clock.wake();
  expect(await during(3 * SECOND)).toEqual([2, 2, 2]);
  await clock.stop();
});
