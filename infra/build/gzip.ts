import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'esbuild';

/** `import text from 'gzip:<file>'`: the file's content, compressed and in base64, as a part of the bundle. */
export const gzip: Plugin = {
  name: 'gzip',
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /^gzip:/ }, async ({ path, kind, resolveDir }) => ({
      ...(await resolve(path.slice('gzip:'.length), { kind, resolveDir })),
      namespace: 'gzip',
    }));
    onLoad({ filter: /.*/, namespace: 'gzip' }, async ({ path }) => ({
      contents: gzipSync(await readFile(path), { level: 9 }).toString('base64'),
      loader: 'text',
    }));
  },
};
