import { expect, test } from 'vitest';
import { MAX_LEVELS, portabilityViolations } from '../../src/domain/portabilityViolations.ts';

const nested = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`);
const pointers = (text: string) => portabilityViolations(JSON.parse(text)).map(({ pointer }) => pointer);

test.each([
  ['{"a": {"__proto__": 1}}', '/a/__proto__'],
  ['{"constructor": 1}', '/constructor'],
  ['{"list": [{"prototype": 1}]}', '/list/0/prototype'],
  ['{"a/b~c": {"": 1}}', '/a~1b~0c/'],
  ['{"name": "\\ud800"}', '/name'],
  ['{"n": 9007199254740993}', '/n'],
  ['{"n": -1e400}', '/n'],
  ['{"n": 1e-131}', '/n'],
])('%s is refused at %s', (text, pointer) => {
  expect(pointers(text)).toEqual([pointer]);
});

test('a key with a lone surrogate', () => {
  expect(pointers('{"\\udfff": 1}')).toHaveLength(1);
});

test('ordinary JSON, emoji and extreme numbers are portable', () => {
  expect(pointers('{"a": [null, true, "🐕", 0, -0, 1e-130, 9007199254740991, 0.1], "b": {}}')).toEqual([]);
});

test(`${MAX_LEVELS} levels, and not one more`, () => {
  expect(portabilityViolations(nested(MAX_LEVELS))).toEqual([]);
  expect(portabilityViolations(nested(MAX_LEVELS + 1))).toHaveLength(1);
});

test('a document as deep and as wide as a body can be costs neither the stack nor a long answer', () => {
  expect(portabilityViolations(JSON.parse('['.repeat(30_000) + ']'.repeat(30_000)))).toHaveLength(1);
  expect(portabilityViolations(Array(10_000).fill(1e300)).length).toBeLessThan(30);
});
