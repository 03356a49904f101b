import { expect, test } from 'vitest';
import { RequestQueue, Shed } from '../../infra/local/requestQueue.ts';

const stays = new AbortController().signal;
const forever = () => new Promise<string>(() => {});

/** Work that ends when it is told to, and a list of what began. */
function works() {
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const work = (n: number) => () => {
    begun.push(n);
    return new Promise<number>((resolve) => ends.push(() => resolve(n)));
  };
  return { begun, work, end: () => ends.shift()!() };
}

test('a few at once, and the others in the order in which they came', async () => {
  const queue = new RequestQueue({ atOnce: 2, longest: 10, maxWaitMs: 10_000 });
  const { begun, work, end } = works();
  const all = [1, 2, 3, 4].map((n) => queue.run(work(n), stays));
  expect(begun).toEqual([1, 2]);
  end();
  expect(await all[0]).toBe(1);
  expect(begun).toEqual([1, 2, 3]);
  for (const result of all.slice(1)) {
    end();
    await result;
  }
  expect(begun).toEqual([1, 2, 3, 4]);
});

test('beyond the longest queue, and after the longest wait, requests are shed', async () => {
  const queue = new RequestQueue({ atOnce: 1, longest: 1, maxWaitMs: 20 });
  void queue.run(forever, stays);
  const waiting = queue.run(forever, stays);
  await expect(queue.run(forever, stays)).rejects.toThrow(new Shed('too many requests wait'));
  await expect(waiting).rejects.toThrow(new Shed('the request waited too long'));
  await expect(queue.run(forever, stays)).rejects.toThrow(new Shed('the request waited too long'));
});

test('what nobody waits for any more is never begun', async () => {
  const queue = new RequestQueue({ atOnce: 1, longest: 10, maxWaitMs: 10_000 });
  const { begun, work, end } = works();
  const leaving = new AbortController();
  const first = queue.run(work(1), stays);
  const second = queue.run(work(2), leaving.signal);
  const third = queue.run(work(3), stays);
  leaving.abort();
  await expect(second).rejects.toThrow('the caller left');
  await expect(queue.run(work(4), leaving.signal)).rejects.toThrow('the caller left');
  end();
  await first;
  end();
  expect(await third).toBe(3);
  expect(begun).toEqual([1, 3]);
});

test('work that fails makes room as well', async () => {
  const queue = new RequestQueue({ atOnce: 1, longest: 10, maxWaitMs: 10_000 });
  const failing = queue.run(async () => {
    throw new Error('broken');
  }, stays);
  const next = queue.run(async () => 'done', stays);
  await expect(failing).rejects.toThrow('broken');
  expect(await next).toBe('done');
});
