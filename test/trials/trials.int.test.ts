import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ground, startGround } from './ground.ts';
import { lostReplies } from './lostReplies.ts';
import { manyWriters } from './manyWriters.ts';
import { repeatedKeys } from './repeatedKeys.ts';
import { shuffledHistories } from './shuffledHistories.ts';

// `npm run simulate -- --trials` does the same more often.
let ground: Ground;
beforeAll(async () => {
  ground = await startGround();
});
afterAll(() => ground.stop());

test('many writers of one pet: every acknowledged change is there, in real-time order, without a gap', async () => {
  const { acknowledged, refused, ...report } = await manyWriters(ground, 8, 6);
  expect(acknowledged + refused).toBe(48);
  expect(report).toEqual({ commands: 48, missing: 0, outOfOrder: 0, findings: 0 });
});

test('the replies to writes are lost: every change is acknowledged, made once, and no conflict', async () => {
  expect(await lostReplies(ground, 25)).toEqual({
    lost: 25,
    acknowledged: 25,
    falseConflicts: 0,
    unavailable: 0,
    events: 25,
    findings: 0,
  });
});

test('a key that comes four times at once: one pet, and the same answer four times', async () => {
  expect(await repeatedKeys(ground, 20, 4)).toEqual({
    keys: 20,
    requests: 80,
    created: 80,
    pets: 20,
    events: 20,
    unlike: 0,
  });
});

test('every event twice, in any order: each row is its newest event, and no deleted pet returns', async () => {
  const { deliveries, events, ...report } = await shuffledHistories(ground, 100);
  expect(deliveries).toBeGreaterThan(2 * events);
  expect(report).toEqual({ histories: 100, wrong: 0, returned: 0 });
});
