import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { entryOf } from '../../infra/build/bundle.ts';
import { type FunctionName, functions } from '../../src/functions.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

// esbuild does not check types: a function that asks for more than its role gives would start, and fail at its first call.
test('every function exists, and takes what the composition root gives its role', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pets-entries-'));
  try {
    const files = (Object.keys(functions) as FunctionName[]).map((name) => {
      writeFileSync(join(folder, `${name}.mts`), entryOf(name, root));
      return `${name}.mts`;
    });
    const compilerOptions = { noEmit: true, typeRoots: [join(root, 'node_modules/@types')] };
    const config = {
      extends: join(root, 'tsconfig.json'),
      compilerOptions,
      files,
      include: [join(root, 'src/**/*.d.ts')],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    expect(wrongIn(folder)).toBe('');
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);

function wrongIn(project: string): string {
  try {
    return execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project], {
      encoding: 'utf8',
    });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}
