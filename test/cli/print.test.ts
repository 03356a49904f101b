import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columns } from '../../src/cli/columns.ts';
import { displayWidth } from '../../src/cli/displayWidth.ts';
import { fitting, inStableOrder } from '../../src/cli/print.ts';

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

describe('80 columns', () => {
  test.each([
    ['Fido', 4],
    ['Réx', 3],
    ['Re\u0301x', 3],
    ['小狗', 4],
    ['강아지', 6],
    ['いぬ', 4],
    ['ﾈｺ', 2],
    ['Ｒｅｘ', 6],
    ['🐶', 2],
    ['❤', 1],
    ['❤️', 2],
    ['👩‍👩‍👧', 2],
    ['🇨🇭', 2],
    ['a\u200bb', 2],
    ['\u001b[32mRex\u001b[39m', 3],
    ['…', 1],
  ])('%s takes %i', (text, width) => expect(displayWidth(text)).toBe(width));

  const anyText = fc.string({ unit: fc.constantFrom('a', '小', '🐶', 'e\u0301', '👩‍👩‍👧', '\u001b[32m') });

  test('a column is as wide as it says, whatever stands in it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const line = columns([text, 18], ['|', 1]);
        expect(displayWidth(line)).toBe(20);
        expect(line).not.toContain('\u001b');
      }),
    );
  });

  test('no line is wider, and nothing is lost', () => {
    const parts = fc.array(
      anyText.map((text) => text.repeat(20)),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(parts, fc.constantFrom(0, 4), (texts, indent) => {
        const lines = fitting(texts, indent).split('\n');
        for (const line of lines) expect(indent + displayWidth(line)).toBeLessThanOrEqual(80);
        expect(lines.join('').replaceAll(' ', '')).toBe(texts.join(''));
      }),
    );
  });
});
