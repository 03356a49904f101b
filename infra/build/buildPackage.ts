import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleCommands } from './bundleCommands.ts';

const PACKAGE = fileURLToPath(new URL('../../lib/', import.meta.url));

await rm(PACKAGE, { recursive: true, force: true });
await bundleCommands(`${PACKAGE}bin`);
