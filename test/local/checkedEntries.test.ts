import { expect, test } from 'vitest';
import { checkedEntries, RequestRefused } from '../../infra/local/checkedEntries.ts';

const entry = { EventBusName: 'pets', Source: 'pets', DetailType: 'PetCreated', Detail: '{}' };
const check = (...Entries: object[]) => checkedEntries({ Entries }, 'pets');

test('ten entries are taken, and no more', () => {
  expect(check(...Array(10).fill(entry))).toHaveLength(10);
  expect(() => check(...Array(11).fill(entry))).toThrow(RequestRefused);
  expect(() => check()).toThrow(RequestRefused);
});

test('256 KB are taken in all, in bytes, and no more', () => {
  const ofBytes = (bytes: number) => ({ ...entry, Detail: `"${'ä'.repeat(bytes / 2)}"` });
  const overhead = 2 * (entry.Source.length + entry.DetailType.length + 2);
  expect(check(ofBytes(100_000), ofBytes(256 * 1024 - 100_000 - overhead))).toHaveLength(2);
  expect(() => check(ofBytes(100_000), ofBytes(256 * 1024 - 100_000 - overhead + 2))).toThrow(RequestRefused);
});
