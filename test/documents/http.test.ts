import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const rows = [...readFileSync('docs/http.md', 'utf8').matchAll(/\| `(test\/[^`]+)`: (.+) \|$/gm)].map(
  ([, file, name]) => [file!, name!] as const,
);

test('docs/http.md names a test in every row', () => {
  const cells = readFileSync('docs/http.md', 'utf8')
    .split('\n')
    .filter((line) => /^\| (?!Behaviour)/.test(line));
  expect(rows).toHaveLength(cells.length);
  expect(rows.length).toBeGreaterThan(40);
});

test.each(rows)('%s has: %s', (file, name) => {
  expect(existsSync(file)).toBe(true);
  const source = readFileSync(file, 'utf8');
  expect(source.includes(`'${name}'`) || source.includes(`"${name}"`)).toBe(true);
});
