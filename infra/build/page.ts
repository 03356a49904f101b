import { build } from 'esbuild';
import { compressedImports } from './compressedImports.ts';

/**
 * `import script from 'page:<module>'`: a page's module and all it imports as one script for browsers, minified,
 * compressed and in base64, as a part of the bundle; a stylesheet likewise. The tsconfig.json next to the module says
 * how its JSX is read.
 */
export const page = compressedImports('page', async (module, absWorkingDir) => {
  const { outputFiles, errors, warnings } = await build({
    absWorkingDir,
    entryPoints: [module],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    write: false,
    logLevel: 'silent',
  });
  return { contents: outputFiles[0]!.contents, errors, warnings };
});
