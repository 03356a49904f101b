import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { breakingChanges, type Json } from '../../infra/build/breakingChanges.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { documents } from '../../src/contract/documents.ts';

const made = documents(packageJson.version);
const committed = (path: string) => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));

test.each(Object.keys(made))('%s is what the code makes of it (npm run docs)', (path) => {
  expect(committed(path)).toEqual(made[path]);
});

test.each(readdirSync(new URL('../../schemas', import.meta.url)))('schemas/%s keeps its promise', (file) => {
  expect(breakingChanges(committed(`schemas/${file}`), (made[`schemas/${file}`] ?? null) as Json)).toEqual([]);
});
