import { expect, test } from 'vitest';
import { replySpace } from '../../src/http/replySpace.ts';

const ofBytes = (bytes: number) => 'x'.repeat(bytes - 2);

test('items fit until the reply would be more than Lambda carries, and none after that', () => {
  const fits = replySpace();
  expect([fits(ofBytes(2_000_000)), fits(ofBytes(3_000_000)), fits(ofBytes(1_000)), fits('')]).toEqual([
    ...[true, true, false, false],
  ]);
});

test('the first always fits, so that every page gets further', () => {
  const fits = replySpace();
  expect([fits(ofBytes(5_500_000)), fits('')]).toEqual([true, false]);
});

test('bytes count, not characters', () => {
  const fits = replySpace();
  expect([fits(''), fits('ä'.repeat(2_400_000)), fits('ä'.repeat(200_000))]).toEqual([true, true, false]);
});
