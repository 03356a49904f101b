import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const TSC = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

let folder: string;
let files: string[];
let installed: string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pets-package-'));
  // The functions' bundles stay as they are, for the tests beside this one.
  await run('npm', ['run', 'build:package'], { cwd: root });
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: root,
  });
  const [packed] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
  files = packed!.files.map(({ path }) => path);
  await writeFile(join(folder, 'package.json'), '{"private":true,"type":"module"}');
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', `./${packed!.filename}`];
  await run('npm', install, { cwd: folder });
  installed = (await readdir(join(folder, 'node_modules'))).filter((name) => !name.startsWith('.')).sort();
  // What a team that subscribes with the construct has already.
  for (const peer of ['aws-cdk-lib', 'constructs', 'fast-check', '@aws-sdk'])
    await symlink(join(root, 'node_modules', peer), join(folder, 'node_modules', peer));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const PROGRAM = `
import { App, Stack } from 'aws-cdk-lib';
import { PetsProblem, petsClient } from 'pets-service/client';
import { PetsSubscription } from 'pets-service/cdk';
import { petMessageSchemas, type PetMessage } from 'pets-service/events';
import { catchUp, feedOf, memoryPetStore, sequenced } from 'pets-service/consumer';
import { dynamoPetStore } from 'pets-service/dynamodb';
import { petsPattern } from 'pets-service/pattern';
import { badDays } from 'pets-service/testing';
import { checkReceipt } from 'pets-service/receipt';

const pets = petsClient({ url: 'http://127.0.0.1:1', attempts: 1 });
const refused: unknown = await pets.show('rex').catch((error: unknown) => error);
const name = (message: PetMessage): string | undefined => message.detail.pet?.name;
console.log(JSON.stringify([
  refused instanceof PetsProblem,
  refused instanceof Error,
  petMessageSchemas.PetDeleted.safeParse({}).success,
  petsPattern({ events: ['PetDeleted'] }),
  typeof PetsSubscription,
  typeof new Stack(new App({ outdir: 'cdk.out' }), 'Own').stackName,
  typeof name,
  typeof sequenced(() => 1, { store: memoryPetStore<number>(), pets }),
  [catchUp, feedOf, dynamoPetStore, badDays].map((value) => typeof value),
  checkReceipt({}, []).ok,
]));
`;
/** What the compiler says of pets. */
const TYPES = `
export async function typed(): Promise<[number | null | undefined, boolean]> {
  // @ts-expect-error: a misspelt attribute
  await pets.create({ nmae: 'Rex', name: 'Rex', type: 'dog' });
  // @ts-expect-error: an attribute of another type
  await pets.update('rex', { weightKg: 'heavy' });
  const read = await pets.show('rex');
  await pets.update('rex', { ...read, breed: null });
  // @ts-expect-error: an attribute that pets are not said to have
  read.good;
  const { weightKg, good } = await pets.create<{ good: boolean }>({ name: 'Rex', type: 'dog', good: true });
  return [weightKg, good];
}
`;
const PRINTED = [
  false,
  true,
  false,
  { source: ['pets'], 'detail-type': ['PetDeleted'] },
  'function',
  'string',
  'function',
  'function',
  ['function', 'function', 'function', 'function'],
  false,
];

test('the package holds what its exports name, the command line, the schemas, and nothing else', () => {
  const unexpected = files.filter(
    (file) =>
      !/^(lib\/(bin|src\/(client|consumer|domain|messages|testing))\/|lib\/src\/log\/checkReceipt\.|lib\/infra\/aws\/petsSubscription\.|schemas\/)/.test(
        file,
      ),
  );
  expect(unexpected.sort()).toEqual(['CHANGELOG.md', 'README.md', 'package.json']);
});

test('an installation brings what client, messages and patterns need', () => {
  expect(installed).toEqual(['pets-service', 'zod']);
});

describe('a program that uses it', () => {
  test.each([
    ['NodeNext', { module: 'nodenext', moduleResolution: 'nodenext' }],
    // The declarations themselves are looked at above.
    ['Bundler', { module: 'esnext', moduleResolution: 'bundler', skipLibCheck: true }],
  ])('compiles strictly with %s', async (name, options) => {
    const project = `tsconfig.${name}.json`;
    await writeFile(join(folder, 'use.ts'), PROGRAM + TYPES);
    const compilerOptions = {
      strict: true,
      noEmit: true,
      target: 'es2023',
      types: [],
      lib: ['es2024', 'dom'],
      ...options,
    };
    await writeFile(join(folder, project), JSON.stringify({ compilerOptions, files: ['use.ts'] }));
    const { stdout } = await run(process.execPath, [TSC, '-p', project], { cwd: folder }).catch((error) => error);
    const own = (stdout as string).split('\n').filter((line) => /^use\.ts|pets-service/.test(line));
    expect(own).toEqual([]);
  });

  test('runs as plain JavaScript', async () => {
    const plain = PROGRAM.replace(', type PetMessage', '')
      .replace('<number>', '')
      .replace(/: (unknown|PetMessage|string \| undefined)/g, '');
    await writeFile(join(folder, 'use.mjs'), plain);
    const { stdout } = await run(process.execPath, ['use.mjs'], { cwd: folder });
    expect(JSON.parse(stdout)).toEqual(PRINTED);
  });
});

test('its command line starts, and says what it can do', async () => {
  const { stdout, stderr } = await run('npx', ['--no-install', 'pets', '--help'], { cwd: folder });
  expect(stderr).toBe('');
  expect(stdout).toContain('Usage: pets');
  expect(stdout).toContain('verify');
});
