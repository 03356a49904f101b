import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Bundles the command line into pets.mjs in a folder, and parts beside it that only some commands load. It needs nothing
 * but Node, and starts in a fifth of the time that the sources take.
 */
export async function bundleCommands(folder: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: { pets: 'src/cli/main.ts' },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    banner: {
      js: "#!/usr/bin/env node\nimport{createRequire as $$require}from'node:module';const require=$$require(import.meta.url);",
    },
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  await chmod(join(folder, 'pets.mjs'), 0o755);
}
