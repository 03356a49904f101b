import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mutations } from '../mutations/mutations.ts';
import { promises } from '../simulation/promises/promises.ts';

const page = readFileSync('docs/guarantees.md', 'utf8');
const found = (pattern: RegExp) => [...page.matchAll(pattern)].map((match) => match.slice(1));

test('docs/guarantees.md has each promise of the simulation once, and no other', () => {
  const named = found(/^- Simulation: `(.+)`$/gm).flat();
  expect(named.sort()).toEqual(promises.map(({ name }) => name).sort());
});

test('every promise names a test and a figure', () => {
  const sections = page.split('\n## ')[1]!.split('\n### ').slice(1);
  expect(sections.length).toBeGreaterThanOrEqual(12);
  for (const section of sections) {
    expect(section).toMatch(/^- `test\//m);
    expect(section).toMatch(/^Figure: .*(\d|\]\(#)/m);
  }
});

test.each(found(/^- `(test\/[^`]+)`: (.+)$/gm))('%s has: %s', (file, name) => {
  expect(existsSync(file!)).toBe(true);
  const source = readFileSync(file!, 'utf8');
  expect(source.includes(`'${name}'`) || source.includes(`"${name}"`)).toBe(true);
});

test('its table of mistakes has each that is made, with its file and what found it', () => {
  const [, figures] = /<!-- figures: mutations -->(.*?)<!-- \/figures: mutations -->/s.exec(page)!;
  const rows = [...figures!.matchAll(/^\| (.+) \| `(.+)` \| (.+) \|$/gm)].map((match) => match.slice(1));
  expect(rows.map(([name, file]) => [name, file])).toEqual(mutations.map(({ name, file }) => [name, file]));
  for (const [index, { foundBy }] of mutations.entries()) {
    const by = rows[index]![2]!;
    if ('tests' in foundBy) expect(foundBy.tests.some((file) => by.startsWith(`${file}: `))).toBe(true);
    else expect(by).toMatch(new RegExp(`^seed \\d+: ${foundBy.breaks}$`));
  }
});
