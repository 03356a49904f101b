import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { concurrently } from '../../src/dynamo/concurrently.ts';

const numbers = Array.from({ length: 20 }, (_, n) => n);

test('every item is worked on once, and at most so many at a time', async () => {
  const done: number[] = [];
  let running = 0;
  let most = 0;
  await concurrently(3, numbers, async (n) => {
    most = Math.max(most, ++running);
    await sleep(1);
    running--;
    done.push(n);
  });
  expect(done.sort((a, b) => a - b)).toEqual(numbers);
  expect(most).toBe(3);
});

test('items that are pushed meanwhile are worked on too', async () => {
  const items = [3];
  const done: number[] = [];
  await concurrently(2, items, async (n) => {
    done.push(n);
    if (n > 0) items.push(n - 1);
  });
  expect(done).toEqual([3, 2, 1, 0]);
});

test('the first fault ends the work and is thrown, after what had begun', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const work = concurrently(2, numbers, async (n) => {
    begun.push(n);
    if (n === 1) throw new Error('first');
    await sleep(5);
    ended.push(n);
  });
  await expect(work).rejects.toThrow('first');
  expect(begun).toEqual([0, 1]);
  expect(ended).toEqual([0]);
});
