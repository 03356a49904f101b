import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { OnLoadResult, Plugin } from 'esbuild';

/** What stands for a file, before it is compressed, and what was wrong with it. */
type Loaded = Pick<OnLoadResult, 'errors' | 'warnings'> & { contents: Uint8Array };

/** `import text from '<prefix>:<file>'`: what `load` makes of the file, compressed and in base64, as a part of the bundle. */
export const compressedImports = (
  prefix: string,
  load: (file: string, absWorkingDir: string) => Promise<Loaded>,
): Plugin => ({
  name: prefix,
  setup({ initialOptions: { absWorkingDir = '' }, onResolve, onLoad, resolve }) {
    onResolve({ filter: new RegExp(`^${prefix}:`) }, async ({ path, kind, resolveDir }) => {
      const { path: file, errors } = await resolve(path.slice(prefix.length + 1), { kind, resolveDir });
      // The path stands in the source map, where one of this machine would make every checkout's bundle another.
      return { path: relative(absWorkingDir, file), namespace: prefix, errors };
    });
    onLoad({ filter: /.*/, namespace: prefix }, async ({ path }) => {
      const { contents, ...faults } = await load(join(absWorkingDir, path), absWorkingDir);
      return { contents: gzipSync(contents, { level: 9 }).toString('base64'), loader: 'text', ...faults };
    });
  },
});
