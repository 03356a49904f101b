import { chmod } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What the package is made of, but for the schemas. */
export const PACKAGE = `${root}lib/`;

/** Bundles the command line into lib/bin/pets.mjs and parts that only some commands load; it needs nothing but Node. */
export async function bundleCommands(): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: { pets: 'src/cli/main.ts' },
    outdir: `${PACKAGE}bin`,
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
  await chmod(`${PACKAGE}bin/pets.mjs`, 0o755);
}
