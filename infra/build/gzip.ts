import { readFile } from 'node:fs/promises';
import { compressedImports } from './compressedImports.ts';

/** `import text from 'gzip:<file>'`: the file's content, compressed and in base64, as a part of the bundle. */
export const gzip = compressedImports('gzip', async (file) => ({ contents: await readFile(file) }));
