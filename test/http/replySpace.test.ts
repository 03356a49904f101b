import { expect, test } from 'vitest';
import { replySpace } from '../../src/http/replySpace.ts';

/** A text that takes so many bytes in the JSON of a reply: its quotes are escaped there, and stand in quotes. */
const ofBytes = (bytes: number) => 'x'.repeat(bytes - 6);

test('items fit until a page is full, and none after that', () => {
  const fits = replySpace();
  expect([fits(ofBytes(400_000)), fits(ofBytes(600_000)), fits('')]).toEqual([true, true, false]);
  const fitsLess = replySpace(1_000);
  expect([fitsLess(ofBytes(400)), fitsLess(ofBytes(601)), fitsLess('')]).toEqual([true, false, false]);
});

test('quotes and backslashes count as they are sent, in a JSON text of its own', () => {
  const fits = replySpace(1_000);
  expect([fits(''), fits('"'.repeat(250)), fits('')]).toEqual([true, false, false]);
});

test('the first always fits, so that every page gets further', () => {
  const fits = replySpace();
  expect([fits(ofBytes(5_500_000)), fits('')]).toEqual([true, false]);
});

test('bytes count, not characters', () => {
  const fits = replySpace();
  expect([fits(''), fits('ä'.repeat(400_000)), fits('ä'.repeat(150_000))]).toEqual([true, true, false]);
});
