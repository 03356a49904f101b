import { decodeTime } from 'ulid';
import { expect, test } from 'vitest';
import { newUlid } from '../../src/eventStore/newUlid.ts';
import { ULID } from '../../src/eventStore/nextEventId.ts';

test('ids of a time hold it, differ, and use every letter at every place', () => {
  const time = Date.UTC(2026, 0, 1);
  const ids = Array.from({ length: 2_000 }, () => newUlid(time));
  expect(ids.filter((id) => !ULID.test(id) || decodeTime(id) !== time)).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
  const letters = Array.from({ length: 16 }, (_, place) => new Set(ids.map((id) => id[10 + place])).size);
  expect(letters).toEqual(Array(16).fill(32));
});

test('by default the time is now', () => {
  const before = Date.now();
  const time = decodeTime(newUlid());
  expect(time).toBeGreaterThanOrEqual(before);
  expect(time).toBeLessThanOrEqual(Date.now());
});
