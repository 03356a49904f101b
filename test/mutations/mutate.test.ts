import { expect, test } from 'vitest';
import { mutate } from './mutate.ts';

const source = `
export function first(a: number) {
  // Why.
  if (a > 1 && // how
    a < 3) return a;
  return { ConsistentRead: true, Limit: 1 };
}
const second = (a: number) => a > 1 && a < 3;
`;

test('a place is found by its syntax, whatever the formatting and the comments', () => {
  expect(mutate(source, { in: 'first', replace: 'a>1&&a<3', by: 'false' })).toBe(
    source.replace(/a > 1 && \/\/ how\n {4}a < 3/, '(false)'),
  );
  expect(mutate(source, { in: 'second', replace: '(a > 1) && (a < 3)', by: 'true' })).toBe(
    source.replace('=> a > 1 && a < 3', '=> (true)'),
  );
});

test('statements and properties are places too', () => {
  const statement = mutate(source, { in: 'first', replace: 'if (a > 1 && a < 3) return a;', by: '' });
  expect(statement).not.toContain('return a;');
  const several = mutate(source, {
    in: 'first',
    replace: 'if (a > 1 && a < 3) return a; return { ConsistentRead: true, Limit: 1 };',
    by: 'return a;',
  });
  expect(several).toContain('return a;\n}');
  expect(mutate(source, { in: 'first', replace: 'ConsistentRead: true,', by: '' })).toContain('{  Limit: 1 }');
  expect(mutate(source, { in: 'first', replace: 'Limit: 1,', by: 'Limit: 2,' })).toContain('true, Limit: 2, }');
});

test('a place that is not there once is told', () => {
  expect(() => mutate(source, { in: 'first', replace: 'a > 2', by: '' })).toThrow('is in first 0 times');
  expect(() => mutate(source, { in: 'first', replace: 'a', by: '' })).toThrow(/is in first [3-9] times/);
  expect(() => mutate(source, { in: 'third', replace: 'a > 1', by: '' })).toThrow('is in third 0 times');
  expect(() => mutate(source, { in: 'first', replace: 'if (', by: '' })).toThrow('is no TypeScript');
});
