import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonValue } from '../../src/domain/jsonValue.ts';
import { duplicateMembers } from '../../src/http/duplicateMembers.ts';

const pointersIn = (text: string) => {
  JSON.parse(text);
  return duplicateMembers(text).map(({ pointer }) => pointer);
};

test.each([
  ['{"name":"a","name":"b"}', ['/name']],
  ['{"name":"a","name":"a"}', ['/name']],
  ['{"a":1,"\\u0061":2}', ['/a']],
  ['{"\\"":1,"\\u0022":2}', ['/"']],
  ['{"a/b~":1,"a\\/b~":2}', ['/a~1b~0']],
  ['{"a":{"b":1,"b":2}}', ['/a/b']],
  ['{"a":[0,{"b":[],"b":{}}]}', ['/a/1/b']],
  ['{"a":[[1,2],[3,{"b":1,"c":2,"b":3}]],"a":0}', ['/a/1/1/b', '/a']],
  ['{"":1,"":2}', ['/']],
  ['{ "a" : 1 , "a" : 1 , "a" : 1 }', ['/a', '/a']],
  ['{"version":1,"version":2}', ['/version']],
])('%s', (text, pointers) => expect(pointersIn(text)).toEqual(pointers));

test.each([
  '{}',
  '{"a":"a","b":"a"}',
  '{"a":{"a":{"a":[]}},"b":{"a":1}}',
  '[{"a":1},{"a":1}]',
  '{"a":"\\"a\\":1,","b":"{\\"a\\":"}',
  '{"a":"\\\\","b":["a","a",{"a":"a"}],"A":1,"\u00e4":1,"a\u0308":2}',
])('none in %s', (text) => expect(pointersIn(text)).toEqual([]));

test('what JSON.stringify writes has none, and any member written twice is found', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue() as fc.Arbitrary<JsonValue>, { minKeys: 1 }), (object) => {
      expect(pointersIn(JSON.stringify(object, null, 1))).toEqual([]);
      const [key] = Object.keys(object);
      const spelt = [...key!].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
      if ([...key!].every((letter) => letter.length === 1))
        expect(pointersIn(JSON.stringify(object).replace(/\}$/, `,"${spelt.join('')}":0}`))).toHaveLength(1);
    }),
  );
});

test('64 KiB of anything take no time', () => {
  const start = performance.now();
  const text = (inner: string) => `{"a":${inner}}`;
  for (const inner of [
    `"${'\\"'.repeat(32_000)}"`,
    `[${'0,'.repeat(32_000)}0]`,
    `[${'{},'.repeat(20_000)}0]`,
    `{${Array.from({ length: 8_000 }, () => '"a":0').join(',')}}`,
    `{"${'k'.repeat(30_000)}":[${'[],'.repeat(10_000)}0]}`,
    `${'['.repeat(14)}${']'.repeat(14)}`,
  ])
    duplicateMembers(text(inner));
  expect(performance.now() - start).toBeLessThan(1_000);
});
