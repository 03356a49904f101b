import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inStableOrder } from '../../src/cli/print.ts';

test('the members within an event stand in one order, however the table returned them', () => {
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, member]) => [key, reversed(member)]),
    );
  };
  fc.assert(
    fc.property(fc.jsonValue(), (data) => {
      const written = JSON.stringify(inStableOrder({ version: 1, data }));
      expect(JSON.stringify(inStableOrder({ version: 1, data: reversed(data) }))).toBe(written);
      expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify({ version: 1, data })));
    }),
  );
});
