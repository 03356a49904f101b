import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonFault } from '../../src/cli/jsonFault.ts';

const inexact = (pointer: string, number: string) => ({
  pointer,
  message: `${number} is not a number that JSON can carry exactly`,
});
const twice = (pointer: string) => ({ pointer, message: 'the member is there more than once' });

test.each([
  ['{"id":9007199254740993,"name":"a"}', inexact('/id', '9007199254740993')],
  ['{"id":9007199254740992}', inexact('/id', '9007199254740992')],
  ['{"a":{"b~/":[0,"1e400",-9007199254740993]}}', inexact('/a/b~0~1/2', '-9007199254740993')],
  ['{"a":1e400}', inexact('/a', '1e400')],
  ['{"a":1E+16}', inexact('/a', '1E+16')],
  ['{"a":1e-400}', inexact('/a', '1e-400')],
  ['{"a":0.1234567890123456789}', inexact('/a', '0.1234567890123456789')],
  ['{"a":[[],{},[1,[-1e999]]]}', inexact('/a/2/1/0', '-1e999')],
  ['{"name":"a","name":"b"}', twice('/name')],
  ['{"name":"a","n\\u0061me":"b"}', twice('/name')],
  ['{"a":{"x":1},"b":{"x":1,"y":[{"z":1},{"z":1,"z":1}]}}', twice('/b/y/1/z')],
  ['{"__proto__":1,"__proto__":1}', twice('/__proto__')],
  [
    `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    expect.objectContaining({ message: expect.stringMatching(/deeper than 64/) }),
  ],
  ['{"a":9007199254740991,"b":-9007199254740991,"c":-0,"d":1.50,"e":1e3,"f":0.1,"g":30e-1,"h":1E-130}', undefined],
  ['{"a":"9007199254740993","b":"\\"name\\":1,\\"name\\":2\\\\","name":"{","c":["}","c"]}', undefined],
  ['{"a":{"a":{"a":[]}},"b":[{"a":1},{"a":1}]}', undefined],
  [' { "a" : [ 1 , true , null , false ] , "b" : -1 } ', undefined],
])('%.80s: %j', (text, fault) => {
  expect(JSON.parse(text)).toBeDefined();
  expect(jsonFault(text)).toEqual(fault);
});

const exact = fc.oneof(fc.maxSafeInteger(), fc.double({ min: -1e15, max: 1e15, noNaN: true }), fc.constant(-0));
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    exact,
    fc.string({ unit: 'binary' }),
    fc.constantFrom(null, true, '"', '\\', ','),
    fc.array(tie('value')),
    fc.dictionary(fc.string(), tie('value')),
  ),
})).value;

test('what JSON.stringify wrote has no fault, wherever it stands', () => {
  fc.assert(
    fc.property(value, fc.constantFrom(undefined, 2), (one, space) => {
      expect(jsonFault(JSON.stringify(one, null, space))).toBeUndefined();
    }),
  );
});

test('whatever stands around it, a number beyond 2^53 is named with its place', () => {
  fc.assert(
    fc.property(value, value, fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }), (before, after, number) => {
      const text = `[${JSON.stringify(before)},{"x":[${number}]},${JSON.stringify(after)}]`;
      expect(jsonFault(text)).toEqual(inexact('/1/x/0', String(number)));
    }),
  );
});
