import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'esbuild';

/** `import text from 'gzip:<file>'`: the file's content, compressed and in base64, as a part of the bundle. */
export const gzip: Plugin = {
  name: 'gzip',
  setup({ initialOptions: { absWorkingDir = '' }, onResolve, onLoad, resolve }) {
    onResolve({ filter: /^gzip:/ }, async ({ path, kind, resolveDir }) => {
      const { path: file, errors } = await resolve(path.slice('gzip:'.length), { kind, resolveDir });
      // The path stands in the source map, where one of this machine would make every checkout's bundle another.
      return { path: relative(absWorkingDir, file), namespace: 'gzip', errors };
    });
    onLoad({ filter: /.*/, namespace: 'gzip' }, async ({ path }) => ({
      contents: gzipSync(await readFile(join(absWorkingDir, path)), { level: 9 }).toString('base64'),
      loader: 'text',
    }));
  },
};
