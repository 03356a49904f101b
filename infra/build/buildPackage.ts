import { rm } from 'node:fs/promises';
import { bundleCommands, PACKAGE } from './bundleCommands.ts';

await rm(PACKAGE, { recursive: true, force: true });
await bundleCommands();
