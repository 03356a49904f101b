import { fileURLToPath } from 'node:url';

/** Where the bundles are: one `<function>.mjs` each. */
export const BUNDLES = fileURLToPath(new URL('../../dist/', import.meta.url));

/** The command line, for those who start it here. */
export const COMMANDS = `${BUNDLES}commands/pets.mjs`;

/** The whole service for one machine. */
export const SERVICE = `${BUNDLES}service/main.mjs`;
