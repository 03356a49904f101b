import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exactNumber } from '../../src/dynamo/exactNumber.ts';

test('every JavaScript number is read back, however it is spelled', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e20, max: 1e20 }), (number) => {
      // A number has no -0 in DynamoDB.
      expect(exactNumber(String(number))).toBe(number + 0);
      expect(exactNumber(number.toExponential())).toBe(number + 0);
    }),
  );
  for (const text of ['1', '1.0', '01', '+1', '1e0', '0.1E1', '10e-1', '100.00e-2']) expect(exactNumber(text)).toBe(1);
  for (const text of ['0', '-0', '0.000', '0e9']) expect(exactNumber(text) === 0).toBe(true);
});

test.each([
  '1.000000000000000000001',
  '0.1000000000000000000000000001',
  '9007199254740993',
  '-123456789012345678901',
  '1e-400',
  '1e126',
])('%s is more than a JavaScript number can hold, or spelled as one', (text) => {
  const read = exactNumber(text);
  expect(typeof read === 'string' ? read : String(read)).toBe(text === '1e126' ? '1e+126' : text);
});
