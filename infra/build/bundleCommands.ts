import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleProgram } from './bundleProgram.ts';

/** Bundles the command line into pets.mjs in a folder. */
export async function bundleCommands(folder: string): Promise<void> {
  await bundleProgram(folder, { pets: 'src/cli/main.ts' }, { firstLine: '#!/usr/bin/env node\n', minify: true });
  await chmod(join(folder, 'pets.mjs'), 0o755);
}
