import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(`${root}docs/extending.md`, 'utf8');
const run = promisify(execFile);

/** What the page says up to a place: the files that its code blocks edit, and the blocks. */
interface Steps {
  files: string[];
  blocks: { file: string; patch?: string; text?: string }[];
}

/** A section of docs/extending.md. */
export interface Section {
  text: string;
  /** The steps to begin with, and those that follow from what the compiler names. */
  first: Steps;
  rest: Steps;
  /** The files that the page says the compiler names between them. */
  named: string[];
}

/** The section of a letter. Throws where the page lacks it, or lacks what the compiler names. */
export function sectionOf(letter: string): Section {
  const text = page.split(/^## /m).find((part) => part.startsWith(`${letter}. `));
  if (text === undefined) throw new Error(`docs/extending.md has no section ${letter}`);
  const [before = '', names, after = ''] = text.split(/^`npm run typecheck` names (.+)\.$/m);
  if (names === undefined) throw new Error(`section ${letter} does not say what the compiler names`);
  const named = [...names.matchAll(/`([^`]+)`/g)].map(([, file]) => file!);
  return { text, first: stepsIn(before), rest: stepsIn(after), named: named.sort() };
}

/** A `diff` block is a patch of one file; a `ts` block is a new file, named in its first line. */
function stepsIn(text: string): Steps {
  const blocks = [...text.matchAll(/^```(diff|ts)\n([\s\S]*?\n)```$/gm)].map(([, kind, content = '']) => {
    if (kind === 'diff') return { file: /^\+\+\+ b\/(.+)$/m.exec(content)![1]!, patch: content };
    const [, file, text] = /^\/\/ (\S+)\n([\s\S]*)$/.exec(content)!;
    return { file: file!, text: text! };
  });
  return { files: [...new Set(blocks.map(({ file }) => file))].sort(), blocks };
}

/** What a copy of the project has, and what its compiler looks at. */
const COPIED = [
  'src',
  'infra',
  'console',
  'schemas',
  'docs/asyncapi.json',
  'docs/openapi.json',
  'test/support/memoryEventStore.ts',
];
const CONFIGURATION = ['package.json', 'cdk.json', 'tsconfig.json'];
const COMPILED = ['src', 'console', 'infra/build', 'infra/local'];

/** A copy of the project in a temporary folder. */
export class ProjectCopy {
  readonly folder = mkdtempSync(join(tmpdir(), 'pets-extending-'));

  /** `compiled`: further folders for the compiler to look at. */
  constructor(compiled: readonly string[] = []) {
    for (const path of [...COPIED, ...CONFIGURATION]) cpSync(root + path, join(this.folder, path), { recursive: true });
    symlinkSync(`${root}node_modules`, join(this.folder, 'node_modules'));
    // One program instead of the two of `npm run typecheck`, which takes half the time.
    const options = { lib: ['es2024', 'dom', 'dom.iterable'], types: ['node'], incremental: true };
    const include = [...COMPILED, ...compiled];
    const config = { extends: './console/tsconfig.json', compilerOptions: options, include, exclude: [] };
    writeFileSync(join(this.folder, 'tsconfig.all.json'), JSON.stringify(config));
  }

  async apply({ blocks }: Steps): Promise<void> {
    for (const { file, patch, text } of blocks) {
      const path = join(this.folder, file);
      if (patch === undefined) {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text!);
        continue;
      }
      writeFileSync(join(this.folder, 'step.patch'), patch);
      // The folder is no repository, and must not be taken for a part of one.
      const env = { ...process.env, GIT_CEILING_DIRECTORIES: dirname(this.folder) };
      await run('git', ['apply', 'step.patch'], { cwd: this.folder, env });
    }
  }

  /** The files in which the compiler finds something wrong. */
  async wrongFiles(): Promise<string[]> {
    const tsc = join(root, 'node_modules/.bin/tsc');
    const output = await run(tsc, ['-p', 'tsconfig.all.json', '--pretty', 'false'], { cwd: this.folder }).then(
      () => '',
      (error: { stdout: string }) => error.stdout,
    );
    return [...new Set([...output.matchAll(/^([^\s(]+)\(\d+,\d+\): error/gm)].map(([, file]) => file!))].sort();
  }

  /** Runs one of the project's programs; rejects, with its output, where it fails. */
  run(program: string): Promise<{ stdout: string; stderr: string }> {
    return run(process.execPath, ['--import', 'tsx', program], { cwd: this.folder });
  }

  /** A module of the copy, loaded into this process beside the project's own. */
  load<Module>(path: string): Promise<Module> {
    return import(/* @vite-ignore */ join(this.folder, path));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
