import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { documents } from '../../src/contract/documents.ts';
import { breakingChanges, type Json, lacksNewVersion } from './breakingChanges.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

// Writes the documents that are made from the code. A message's schema that is committed may only gain optional fields,
// under a new version: where the code broke that promise, nothing is written.
const made = Object.entries(documents(version));
const broken = made.flatMap(([path, document]) => {
  if (!path.startsWith('schemas/') || !existsSync(root + path)) return [];
  const committed = JSON.parse(readFileSync(root + path, 'utf8')) as Json;
  const changes = breakingChanges(committed, document as Json);
  if (changes.length > 0) return changes.map((change) => `  ${path}: ${change}`);
  return lacksNewVersion(committed, document as Json)
    ? [`  ${path}: it gained something. Raise MESSAGE_VERSION in src/messages/messageVersion.ts`]
    : [];
});
if (broken.length > 0) {
  console.error(
    `A message's schema may only gain optional fields, under a new version. Nothing was written.\n${broken.join('\n')}`,
  );
  process.exit(1);
}
for (const [path, document] of made) {
  mkdirSync(dirname(root + path), { recursive: true });
  writeFileSync(root + path, `${JSON.stringify(document, null, 2)}\n`);
}
