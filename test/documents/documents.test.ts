import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { documents } from '../../src/documents/documents.ts';

const made = documents(packageJson.version);
const committed = (path: string) => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));

test.each(Object.keys(made))('%s is what the code makes of it (npm run docs)', (path) => {
  expect(committed(path)).toEqual(made[path]);
});
