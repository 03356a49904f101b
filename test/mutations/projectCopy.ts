import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mutate } from './mutate.ts';
import type { Mutation } from './mutation.ts';

export const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

/** What the tests, the simulation and the bundles are made of. */
const COPIED = [
  ...['src', 'infra', 'console', 'test', 'examples', 'docs', 'schemas', 'contracts'],
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.package.json', 'vitest.config.ts', 'cdk.json'],
];

/**
 * A copy of the project in a temporary folder. A mistake is made in its source, so that the service, the tests, the
 * simulation and the bundles all have it.
 */
export class ProjectCopy {
  readonly root: string;
  private readonly onExit = () => this.remove();

  constructor() {
    this.root = realpathSync(mkdtempSync(join(tmpdir(), 'pets-mutations-')));
    process.once('exit', this.onExit);
    for (const name of COPIED) cpSync(join(PROJECT, name), join(this.root, name), { recursive: true });
    symlinkSync(join(PROJECT, 'node_modules'), join(this.root, 'node_modules'));
  }

  /** Has the copy used with a mistake in it, which is mended again. */
  async with<T>({ file, ...change }: Mutation, use: (root: string) => Promise<T>): Promise<T> {
    const path = join(this.root, file);
    const sound = readFileSync(path, 'utf8');
    writeFileSync(path, mutate(sound, change));
    try {
      return await use(this.root);
    } finally {
      writeFileSync(path, sound);
    }
  }

  remove(): void {
    process.off('exit', this.onExit);
    rmSync(this.root, { recursive: true, force: true });
  }
}
