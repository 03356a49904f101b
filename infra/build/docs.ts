import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { documents } from '../../src/contract/documents.ts';
import { breakingChanges, type Json } from './breakingChanges.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

// Writes the documents that are made from the code. A schema that is committed may only gain optional fields: where the
// code broke that promise, nothing is written.
const made = Object.entries(documents(version));
const broken = made.flatMap(([path, document]) =>
  path.startsWith('schemas/') && existsSync(root + path)
    ? breakingChanges(JSON.parse(readFileSync(root + path, 'utf8')), document as Json).map(
        (change) => `  ${path}: ${change}`,
      )
    : [],
);
if (broken.length > 0) {
  console.error(`A message's schema may only gain optional fields. Nothing was written.\n${broken.join('\n')}`);
  process.exit(1);
}
for (const [path, document] of made) {
  mkdirSync(dirname(root + path), { recursive: true });
  writeFileSync(root + path, `${JSON.stringify(document, null, 2)}\n`);
}
