import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface ProgramOptions {
  /** Before everything else, such as a shebang. */
  firstLine?: string;
  minify?: boolean;
}

/**
 * Bundles programs, by the names of their bundles, into a folder, and parts beside them that only some of their work loads.
 * They need nothing but Node, and start with a fifth of the work that their sources take.
 */
export async function bundleProgram(
  folder: string,
  entryPoints: Record<string, string>,
  { firstLine = '', minify = false }: ProgramOptions = {},
): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    banner: {
      js: `${firstLine}import{createRequire as $$require}from'node:module';const require=$$require(import.meta.url);`,
    },
    minify,
    legalComments: 'none',
    logLevel: 'warning',
  });
}
