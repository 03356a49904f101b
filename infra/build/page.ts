import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';

/**
 * `import script from 'page:<module>'`: a page's module and all it imports as one script for browsers, minified,
 * compressed and in base64, as a part of the bundle; a stylesheet likewise. The tsconfig.json next to the module says
 * how its JSX is read.
 */
export const page: Plugin = {
  name: 'page',
  setup({ initialOptions: { absWorkingDir = '' }, onResolve, onLoad, resolve }) {
    onResolve({ filter: /^page:/ }, async ({ path, kind, resolveDir }) => {
      const { path: file, errors } = await resolve(path.slice('page:'.length), { kind, resolveDir });
      // Relative for the same reason as in gzip.ts: every checkout makes the same bundle.
      return { path: relative(absWorkingDir, file), namespace: 'page', errors };
    });
    onLoad({ filter: /.*/, namespace: 'page' }, async ({ path }) => {
      const { outputFiles, errors, warnings } = await build({
        absWorkingDir,
        entryPoints: [join(absWorkingDir, path)],
        bundle: true,
        format: 'iife',
        platform: 'browser',
        target: 'es2022',
        minify: true,
        legalComments: 'none',
        write: false,
        logLevel: 'silent',
      });
      const script = gzipSync(outputFiles[0]!.contents, { level: 9 }).toString('base64');
      return { contents: script, loader: 'text', errors, warnings };
    });
  },
};
