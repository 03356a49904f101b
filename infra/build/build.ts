import { rm } from 'node:fs/promises';
import { bundle } from './bundle.ts';
import { bundleCommands, PACKAGE } from './bundleCommands.ts';

await rm(PACKAGE, { recursive: true, force: true });
await Promise.all([bundle(), bundleCommands()]);
