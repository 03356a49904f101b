import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { documents } from '../../src/documents/documents.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

// Writes the documents that are made from the code.
for (const [path, document] of Object.entries(documents(version))) {
  mkdirSync(dirname(root + path), { recursive: true });
  writeFileSync(root + path, `${JSON.stringify(document, null, 2)}\n`);
}
