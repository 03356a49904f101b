import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

/** The service as data: what every function and both homes may read. */
const DATA = ['src/routes.ts', 'src/tables.ts', 'src/functions.ts', 'src/config.ts', 'src/shardNumbers.ts'];
/** JSON, which is nobody's domain. */
const JSON_ALONE = ['src/domain/jsonValue.ts', 'src/domain/fieldChanges.ts'];
const ROW = ['src/projections/petRow.ts'];

/** What each folder may import of the project's own code, beside itself: folders, or single files. */
const ALLOWED: Record<string, string[]> = {
  'src/domain': [],
  'src/faults': [],
  'src/locks': [],
  'src/dynamo': ['src/faults'],
  'src/eventStore': ['src/dynamo', 'src/faults', ...JSON_ALONE],
  'src/log': ['src/dynamo', 'src/eventStore', 'src/faults', ...JSON_ALONE],
  'src/streams': ['src/domain', 'src/eventStore'],
  'src/http': ['src/domain', 'src/faults', ...DATA],
  'src/messages': ['src/domain', 'src/streams'],
  'src/commands': ['src/domain', 'src/dynamo', 'src/eventStore', 'src/faults', 'src/http', 'src/streams'],
  'src/erasure': ['src/eventStore', 'src/projections/count.ts', 'src/streams'],
  'src/projections': [
    'src/domain',
    'src/dynamo',
    'src/eventStore',
    'src/faults',
    'src/log',
    'src/messages',
    'src/streams',
    ...DATA,
  ],
  'src/queries': [
    ...['src/domain', 'src/dynamo', 'src/eventStore', 'src/http', 'src/log', 'src/messages', 'src/streams'],
    ...ROW,
    ...DATA,
  ],
  'src/contract': ['src/domain', 'src/http', 'src/messages', ...DATA],
  'src/client': ['src/domain'],
  // The kit of other teams: no server code.
  'src/consumer': ['src/client', 'src/messages'],
  'src/testing': ['src/client', 'src/consumer', 'src/domain', 'src/messages'],
  console: ['src/client', 'src/domain'],
  'src/cli': [
    ...['src/domain', 'src/dynamo', 'src/eventStore', 'src/messages', 'src/projections', 'src/queries', 'src/streams'],
    ...['src/client', 'src/locks', 'src/log'],
    ...DATA,
  ],
  // The data of the root; the composition root alone sees everything that it puts together.
  src: DATA,
  'src/composition.ts': [
    'src/commands',
    'src/dynamo',
    'src/erasure',
    'src/eventStore',
    'src/log',
    'src/projections',
    'src/queries',
    'src/streams',
  ],
  'infra/aws': ['infra/build', 'src/projections/rebuildTask.ts', 'src/messages/petsPattern.ts', ...DATA],
  'infra/build': ['src/contract', ...DATA],
  'infra/local': ['infra/build', 'src/client', 'src/domain', 'src/locks', 'src/messages/petsPattern.ts', ...DATA],
};

/** Packages that a folder may not see. */
const SDK = /^@aws-sdk\//;
const FORBIDDEN_PACKAGES: Record<string, (name: string) => boolean> = {
  'src/domain': (name) => name !== 'zod/mini',
  'src/http': (name) => SDK.test(name),
  'src/client': (name) => name !== '@smithy/signature-v4',
  console: (name) => !/^preact(\/|$)/.test(name),
};

/** Programs, which export nothing, and two files of the root. */
const NOT_NAMED_AFTER_AN_EXPORT = new Set([
  'src/cli/main.ts',
  'console/main.tsx',
  'infra/local/main.ts',
  'infra/local/start.ts',
  'infra/local/functionThread.ts',
  'infra/aws/app.ts',
  'infra/aws/outputs.ts',
  'infra/build/build.ts',
  'infra/build/buildPackage.ts',
  'infra/build/docs.ts',
  'src/config.ts',
  'src/composition.ts',
]);

const files = ['src', 'infra', 'console'].flatMap((top) =>
  readdirSync(top, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
    .map((file) => normalize(join(top, file))),
);
const textOf = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
const IMPORT = /^(?:import|export|\}) ?(?:[^'\n]*from )?'([^']+)';$|import\('([^']+)'\)/gm;
const imports = files.flatMap((file) =>
  [...textOf.get(file)!.matchAll(IMPORT)].map((match) => ({ file, from: (match[1] ?? match[2])! })),
);
const inside = imports
  .filter(({ from }) => from.startsWith('.'))
  .map(({ file, from }) => ({ file, target: normalize(join(dirname(file), from)) }));
/** The console is one program, whatever folders it has. */
const folderOf = (file: string) => (file.startsWith('console/') ? 'console' : dirname(file));
const rulesOf = (file: string) => [...(ALLOWED[folderOf(file)] ?? []), ...(ALLOWED[file] ?? [])];

test('the imports were found', () => {
  expect(files.length).toBeGreaterThan(200);
  expect(imports.length).toBeGreaterThan(800);
});

test('every folder has a rule', () => {
  expect([...new Set(files.map(folderOf))].filter((folder) => !(folder in ALLOWED))).toEqual([]);
});

test('code imports only the folders below it', () => {
  const breaches = inside.filter(
    ({ file, target }) =>
      folderOf(target) !== folderOf(file) && ![folderOf(target), target].some((one) => rulesOf(file).includes(one)),
  );
  expect(breaches).toEqual([]);
});

test('the root of src is the service as data, and its composition', () => {
  const root = files.filter((file) => dirname(file) === 'src');
  expect(root.sort()).toEqual([...DATA, 'src/composition.ts'].sort());
});

test('no files import each other in a circle', () => {
  const targets = new Map<string, string[]>();
  for (const { file, target } of inside) targets.set(file, [...(targets.get(file) ?? []), target]);
  const done = new Set<string>();
  const circles: string[][] = [];
  const visit = (file: string, path: string[]) => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file]);
    else if (!done.has(file)) {
      for (const target of targets.get(file) ?? []) visit(target, [...path, file]);
      done.add(file);
    }
  };
  for (const file of files) visit(file, []);
  expect(circles).toEqual([]);
});

test('a file is named after its main export', () => {
  const unlike = files.filter((file) => {
    const name = basename(file).replace(/\.tsx?$/, '');
    const exported = new RegExp(
      `^export (?:abstract )?(?:async )?(?:const|function\\*?|class|interface|type) ${name}\\b`,
      'im',
    );
    return !exported.test(textOf.get(file)!.replaceAll('_', '')) && !NOT_NAMED_AFTER_AN_EXPORT.has(file);
  });
  expect(unlike).toEqual([]);
});

test('the store, the log, the plumbing and the faults know no pet', () => {
  const mechanisms = files.filter((file) => /^src\/(eventStore|dynamo|faults|log)\//.test(file));
  expect(mechanisms.filter((file) => /pets?\b|\bpet|Pet/.test(textOf.get(file)!))).toEqual([]);
});

test('domain, http, the client and the console see no package that they need not', () => {
  const breaches = imports.filter(({ file, from }) => {
    const isPackage = !from.startsWith('.') && !from.startsWith('node:');
    return isPackage && FORBIDDEN_PACKAGES[folderOf(file)]?.(from);
  });
  expect(breaches).toEqual([]);
});

test('in the functions, only the configuration reads the environment', () => {
  const readers = files.filter(
    (file) => file.startsWith('src/') && !file.startsWith('src/cli/') && textOf.get(file)!.includes('process.env'),
  );
  expect(readers).toEqual(['src/config.ts']);
});
