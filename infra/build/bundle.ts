import { readdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { type FunctionName, functions, roleOf } from '../../src/functions.ts';
import { bundleCommands } from './bundleCommands.ts';
import { bundleProgram } from './bundleProgram.ts';
import { BUNDLES, COMMANDS, SERVICE } from './bundles.ts';
import { gzip } from './gzip.ts';
import { noEventStreams } from './noEventStreams.ts';
import { packageVersions } from './packageVersions.ts';
import { page } from './page.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What the bundles are made of. */
const INPUTS = [
  'src',
  'console',
  'docs/asyncapi.json',
  'docs/openapi.json',
  'infra/build',
  'infra/local',
  'package-lock.json',
];

/** Bundles the functions, unless dist/ is newer than everything it is made of. */
export async function bundleIfStale(): Promise<void> {
  const bundles = [
    COMMANDS,
    SERVICE,
    ...['functionThread', ...Object.keys(functions)].map((name) => `${BUNDLES}${name}.mjs`),
  ];
  const oldest = Math.min(...bundles.map(newestIn));
  if (oldest < Math.max(...INPUTS.map((input) => newestIn(root + input)))) await bundle();
}

/** When a file, or the newest file in a folder, was last changed: milliseconds since 1970, 0 where there is none. */
function newestIn(path: string): number {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status?.isDirectory()) return status?.mtimeMs ?? 0;
  return Math.max(...readdirSync(path).map((entry) => newestIn(join(path, entry))));
}

/** Bundles every function into dist/, minified, each with its source map beside it, the command line and the local service. Takes a second. */
export async function bundle(): Promise<void> {
  await rm(BUNDLES, { recursive: true, force: true });
  await Promise.all([
    bundleFunctions(),
    bundleCommands(dirname(COMMANDS)),
    bundleProgram(dirname(SERVICE), { main: 'infra/local/main.ts' }),
  ]);
}

async function bundleFunctions(): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: {
      ...Object.fromEntries(Object.keys(functions).map((name) => [name, `${ENTRY}${name}`])),
      // What runs them on one machine.
      functionThread: 'infra/local/functionThread.ts',
    },
    outdir: BUNDLES,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // The SDK's CommonJS builds (esbuild's default for platform node) can't be shaken: they make bundles half as large again.
    mainFields: ['module', 'main'],
    banner: { js: "import{createRequire as $$require}from'node:module';const require=$$require(import.meta.url);" },
    minify: true,
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    plugins: [
      functionEntries,
      environmentCredentials,
      httpByRequire,
      documentClientIsPure,
      packageVersions,
      noEventStreams,
      gzip,
      page,
    ],
    logLevel: 'warning',
  });
}

const ENTRY = 'function:';

/** The source of a function's entry: the function, with the parts that the composition root makes of the environment. */
export function entryOf(name: FunctionName, from = '.'): string {
  const { folder } = roleOf(name);
  if (functions[name] === 'open')
    return `import { ${name} } from '${from}/${folder}/${name}.ts';
export const handler = ${name}();
`;
  const parts = `${functions[name]}Parts`;
  return `import { ${parts} } from '${from}/src/composition.ts';
import { ${name} } from '${from}/${folder}/${name}.ts';
export const handler = ${name}(${parts}());
`;
}

const functionEntries: Plugin = {
  name: 'function entries',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^${ENTRY}`) }, ({ path }) => ({
      path: path.slice(ENTRY.length),
      namespace: 'function',
    }));
    onLoad({ filter: /.*/, namespace: 'function' }, ({ path: name }) => ({
      contents: entryOf(name as FunctionName),
      resolveDir: root,
    }));
  },
};

const environmentCredentials: Plugin = {
  name: 'environment credentials',
  setup({ onResolve }) {
    const path = fileURLToPath(new URL('defaultProvider.ts', import.meta.url));
    onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({ path }));
  },
};

/**
 * From Node 22 on, `import 'node:http'` evaluates all its exports, one of which loads undici: about 16 ms of a cold
 * start. `require` does not.
 */
const httpByRequire: Plugin = {
  name: 'http by require',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?https?$/ }, ({ path, namespace }) =>
      namespace === 'required' ? { path, external: true } : { path, namespace: 'required' },
    );
    onLoad({ filter: /.*/, namespace: 'required' }, ({ path }) => ({
      contents: `module.exports = require('${path}')`,
    }));
  },
};

/** lib-dynamodb does not say that its modules have no side effects, as the SDK's other packages do: all would be kept. */
const documentClientIsPure: Plugin = {
  name: 'document client is pure',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^@aws-sdk\/lib-dynamodb$/ }, async ({ path, pluginData, ...options }) =>
      pluginData === 'resolving'
        ? undefined
        : { ...(await resolve(path, { ...options, pluginData: 'resolving' })), sideEffects: false },
    );
  },
};
