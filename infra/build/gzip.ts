import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'esbuild';

/** `import text from 'gzip:<file>'`: the file's content, compressed and in base64, as a part of the bundle. */
export const gzip: Plugin = {
  name: 'gzip',
  setup({ onResolve, onLoad, resolve }) {
    // The name that source maps show is not the place on this machine: bundles are the same wherever they are made.
    onResolve({ filter: /^gzip:/ }, async ({ path, kind, resolveDir }) => {
      const name = path.slice('gzip:'.length);
      const { path: file, errors } = await resolve(name, { kind, resolveDir });
      return { path: name, namespace: 'gzip', pluginData: file, errors };
    });
    onLoad({ filter: /.*/, namespace: 'gzip' }, async ({ pluginData: file }) => ({
      contents: gzipSync(await readFile(file), { level: 9 }).toString('base64'),
      loader: 'text',
    }));
  },
};
