import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

// What each folder may import of the project's own code, beside itself. `root` is the plain files of src/.
const ALLOWED: Record<string, string[]> = {
  'src/domain': [],
  'src/events': ['root', 'src/domain'],
  'src/http': ['root', 'src/domain'],
  'src/commands': ['root', 'src/domain', 'src/events', 'src/http'],
  'src/projections': ['root', 'src/domain', 'src/events'],
  'src/queries': ['root', 'src/domain', 'src/events', 'src/http', 'src/projections/petRow.ts'],
  'src/openapi': ['root', 'src/domain', 'src/http'],
  'src/client': ['src/domain'],
  'src/console': ['src/client', 'src/domain', 'src/localNews.ts'],
  'src/cli': ['root', 'src/domain', 'src/events', 'src/projections'],
  'src/documents': ['src/domain', 'src/openapi', 'src/messages/petMessageSchemas.ts'],
  root: [],
  'infra/aws': ['root', 'infra/build', 'src/messages/petsPattern.ts'],
  'infra/build': ['root', 'src/documents'],
  'infra/local': ['root', 'infra/build'],
};
// Packages that a folder may not see.
const SDK = /^@aws-sdk\//;
const FORBIDDEN_PACKAGES: Record<string, (name: string) => boolean> = {
  'src/domain': (name) => name !== 'zod/mini',
  'src/http': (name) => SDK.test(name),
  'src/client': () => true,
  'src/console': (name) => !/^preact(\/|$)/.test(name),
};

interface Import {
  file: string;
  from: string;
}

const files = ['src', 'infra'].flatMap((top) =>
  readdirSync(top, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => normalize(join(top, file))),
);
const imports: Import[] = files.flatMap((file) =>
  [
    ...readFileSync(file, 'utf8').matchAll(
      /^\s*(?:import|export|\}) ?(?:[^'\n]*from )?'([^']+)';$|import\('([^']+)'\)/gm,
    ),
  ].map((match) => ({ file, from: (match[1] ?? match[2])! })),
);
const folderOf = (file: string) => (dirname(file) === 'src' ? 'root' : dirname(file));

test('the imports were found', () => {
  expect(files.length).toBeGreaterThan(30);
  expect(imports.length).toBeGreaterThan(100);
});

test('every folder has a rule', () => {
  expect([...new Set(files.map(folderOf))].filter((folder) => !(folder in ALLOWED))).toEqual([]);
});

test('code imports only the folders below it', () => {
  const breaches = imports
    .filter(({ from }) => from.startsWith('.'))
    .map(({ file, from }) => ({ file, target: normalize(join(dirname(file), from)) }))
    .filter(({ file, target }) => {
      const folder = folderOf(file);
      const targetFolder = folderOf(target);
      return targetFolder !== folder && ![targetFolder, target].some((one) => ALLOWED[folder]?.includes(one));
    });
  expect(breaches).toEqual([]);
});

test('domain, http, the client and the console see no package that they need not', () => {
  const breaches = imports.filter(({ file, from }) => {
    const isPackage = !from.startsWith('.') && !from.startsWith('node:');
    return isPackage && FORBIDDEN_PACKAGES[folderOf(file)]?.(from);
  });
  expect(breaches).toEqual([]);
});

test('domain and http do not reach the SDK through the clients', () => {
  expect(
    imports.filter(({ file, from }) => /^src\/(domain|http)\//.test(file) && from.endsWith('/clients.ts')),
  ).toEqual([]);
});

test('in the functions, only the configuration reads the environment', () => {
  const readers = files.filter(
    (file) =>
      file.startsWith('src/') && !file.startsWith('src/cli/') && readFileSync(file, 'utf8').includes('process.env'),
  );
  expect(readers).toEqual(['src/config.ts']);
});
