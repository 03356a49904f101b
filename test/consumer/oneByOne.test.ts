import { expect, test } from 'vitest';
import { oneByOne } from '../../src/consumer/oneByOne.ts';

test('tasks of a key run one after another, and one that fails holds up none', async () => {
  const inTurn = oneByOne();
  const ran: string[] = [];
  const task =
    (name: string, fails = false) =>
    async () => {
      ran.push(`${name} begins`);
      await Promise.resolve();
      ran.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };
  const results = await Promise.allSettled([
    inTurn('a', task('first', true)),
    inTurn('a', task('second')),
    inTurn('a', task('third')),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  expect(ran).toEqual(['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]));
});

test('tasks of different keys run at once', async () => {
  const inTurn = oneByOne();
  let release = () => {};
  const held = inTurn('a', () => new Promise<void>((resolve) => (release = resolve)));
  expect(await inTurn('b', async () => 'free')).toBe('free');
  release();
  await held;
});
