import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'esbuild';

/**
 * `import text from 'gzip:<file>'`: the file's content, compressed and in base64, as a part of the bundle. The source
 * map names the file from the project's folder, so that the bundle is the same wherever that is.
 */
export const gzip: Plugin = {
  name: 'gzip',
  setup({ initialOptions: { absWorkingDir = '' }, onResolve, onLoad, resolve }) {
    onResolve({ filter: /^gzip:/ }, async ({ path, kind, resolveDir }) => {
      const { path: file, errors } = await resolve(path.slice('gzip:'.length), { kind, resolveDir });
      return { path: relative(absWorkingDir, file), namespace: 'gzip', pluginData: file, errors };
    });
    onLoad({ filter: /.*/, namespace: 'gzip' }, async ({ pluginData: file }) => ({
      contents: gzipSync(await readFile(file), { level: 9 }).toString('base64'),
      loader: 'text',
    }));
  },
};
