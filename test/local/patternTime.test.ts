import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventPattern } from '../../infra/local/eventPattern.ts';
import { wildcardTest } from '../../infra/local/wildcardTest.ts';

/** Tries every place: right, and slow. */
function slowly([first = '', ...rest]: readonly string[], text: string): boolean {
  if (!text.startsWith(first)) return false;
  const behind = text.slice(first.length);
  if (rest.length === 0) return behind === '';
  return Array.from({ length: behind.length + 1 }, (_, place) => behind.slice(place)).some((end) => slowly(rest, end));
}

const letters = (maxLength: number) => fc.array(fc.constantFrom('a', 'b'), { maxLength }).map((all) => all.join(''));

test('a wildcard takes what trying every place takes', () => {
  const parts = fc.array(letters(3), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(parts, letters(12), (wanted, text) => {
      expect(wildcardTest(wanted)(text)).toBe(slowly(wanted, text));
    }),
    { numRuns: 2_000 },
  );
});

/** The scalars of an event by path, each with the element of each array that it is in. */
type Leaf = { path: string; value: unknown; at: Record<string, number> };
function leavesOf(value: unknown, path: string, at: Leaf['at'], array = path): Leaf[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      typeof item === 'object'
        ? leavesOf(item, path, { ...at, [array]: index }, `${array}/${index}`)
        : [{ path, value: item, at }],
    );
  }
  if (typeof value !== 'object' || value === null) return [{ path, value, at }];
  return Object.entries(value).flatMap(([key, item]) =>
    leavesOf(item, path ? `${path}.${key}` : key, at, `${array}.${key}`),
  );
}
/** Tries every choice of leaves for conditions on single values. */
function choosing([first, ...rest]: [string, unknown][], leaves: Leaf[], at: Leaf['at']): boolean {
  if (!first) return true;
  return leaves.some(
    (leaf) =>
      leaf.path === first[0] &&
      leaf.value === first[1] &&
      Object.entries(leaf.at).every(([array, index]) => (at[array] ?? index) === index) &&
      choosing(rest, leaves, { ...at, ...leaf.at }),
  );
}

test('conditions on objects in arrays, and on names with dots, hold where some choice of elements meets them all', () => {
  const { event } = fc.letrec<{ event: object; value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(1, 2),
      fc.array(tie('value'), { maxLength: 3 }),
      tie('event') as fc.Arbitrary<unknown>,
    ),
    event: fc.dictionary(fc.constantFrom('a', 'b', 'a.b'), tie('value'), { maxKeys: 3 }),
  }));
  const condition = fc.tuple(fc.constantFrom('a', 'b', 'a.a', 'a.b', 'b.a', 'a.b.a', 'a.a.b'), fc.constantFrom(1, 2));
  const conditions = fc.uniqueArray(condition, { selector: ([path]) => path, minLength: 1, maxLength: 3 });
  let held = 0;
  fc.assert(
    fc.property(event, conditions, (given, wanted) => {
      const pattern = Object.fromEntries(wanted.map(([path, value]) => [path, [value]]));
      const expected = choosing(wanted, leavesOf(given, '', {}), {});
      if (expected) held++;
      expect(eventPattern(pattern)(given)).toBe(expected);
    }),
    { numRuns: 5_000 },
  );
  expect(held).toBeGreaterThan(50);
});

describe('what would take for ever by trying every place takes a moment', () => {
  const many = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n));
  const wildcard = `${'*a'.repeat(12)}${'*b'.repeat(12)}`;
  test.each<[string, object, object]>([
    ['a wildcard', { source: [{ wildcard }] }, { source: 'a'.repeat(60) }],
    ['a long wildcard', { source: [{ wildcard: '*a'.repeat(900) }] }, { source: 'a'.repeat(250_000).concat('b') }],
    ['an excluded wildcard', { source: [{ 'anything-but': { wildcard } }] }, { source: 'a'.repeat(100_000) }],
    [
      'conditions on many arrays, the last of which fails',
      Object.fromEntries(many(20, (n) => [`f${n}`, { x: [n < 19 ? 1 : 2] }])),
      Object.fromEntries(many(20, (n) => [`f${n}`, many(50, () => ({ x: 1 }))])),
    ],
    [
      'conditions on one long array',
      { f: Object.fromEntries(many(6, (n) => [`x${n}`, [1]])) },
      { f: many(20_000, (n) => Object.fromEntries(many(6, (m) => [`x${m}`, m === n % 6 ? 2 : 1]))) },
    ],
    [
      'names with dots',
      { a: { b: Object.fromEntries(many(60, (n) => [`c${n}`, [2]])) } },
      {
        'a.b': Object.fromEntries(many(60, (n) => [`c${n}`, 1])),
        a: { b: Object.fromEntries(many(60, (n) => [`c${n}`, 1])) },
      },
    ],
    [
      '$or beside $or',
      { $or: many(31, (n) => ({ a: [n] })), detail: { $or: many(31, (n) => ({ b: [n] })) } },
      { a: many(40_000, (n) => n % 31), detail: { b: many(40_000, () => -1) } },
    ],
    ['deep arrays', { a: [1] }, { a: many(1, () => JSON.parse(`${'['.repeat(50_000)}1${']'.repeat(50_000)}`)) }],
  ])('%s', (name, pattern, event) => {
    const before = performance.now();
    expect(eventPattern(pattern)(event)).toBe(name === 'an excluded wildcard');
    expect(performance.now() - before).toBeLessThan(3_000);
  });
});

test('a pattern longer than EventBridge takes is refused', () => {
  const pattern = (length: number) => ({ source: ['x'.repeat(length - '{"source":[""]}'.length)] });
  expect(eventPattern(pattern(2048))({ source: '' })).toBe(false);
  expect(() => eventPattern(pattern(2049))).toThrow('The event pattern is not valid: it is 2049 characters long');
});
