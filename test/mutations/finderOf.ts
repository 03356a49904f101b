import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runSeeds } from '../simulation/workers.ts';
import type { FoundBy } from './mutation.ts';

/** Looks for the mistake in a copy of the project: returns what found it, undefined if nothing did. */
export type Finder = (root: string) => Promise<string | undefined>;

/** A run of tests that takes longer hangs. */
const LONGEST_RUN_MS = 240_000;

export function finderOf(foundBy: FoundBy): Finder {
  return 'tests' in foundBy
    ? (root) => failedTest(root, foundBy.tests)
    : (root) => failedSeed(root, foundBy.seeds, foundBy.breaks);
}

/** The part of a report of vitest that is read here. */
interface TestReport {
  testResults: { name: string; message: string; assertionResults: { status: string; fullName: string }[] }[];
}

/** How tests come by the bundles. If this misses one, the mistake is not in its bundles, and survives. */
const USES_BUNDLES = /loadFunction|[A-Za-z]+Service\(|useApi|badDay/;

/** The first test of these files that fails. A file that fails as a whole does not tell of the mistake. */
async function failedTest(root: string, files: readonly string[]): Promise<string | undefined> {
  const outputFile = join(root, 'report.json');
  const flags = ['--maxWorkers=1', '--bail=1', '--reporter=json', `--outputFile=${outputFile}`];
  const texts = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')));
  const needBundles = texts.some((text) => USES_BUNDLES.test(text));
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...flags, ...files];
  const passed = await runNode(root, args, needBundles ? undefined : { BUNDLES: 'none' });
  if (passed) return undefined;
  const { testResults } = JSON.parse(await readFile(outputFile, 'utf8')) as TestReport;
  await rm(outputFile);
  for (const { name, assertionResults } of testResults) {
    const failed = assertionResults.find(({ status }) => status === 'failed');
    if (failed) return `${name.slice(root.length + 1)}: ${failed.fullName}`;
  }
  throw new Error(`no test failed, but ${testResults.map(({ message }) => message).join('; ')}`);
}

/** The first of so many seeds that breaks a promise. */
async function failedSeed(root: string, seeds: number, promise: string): Promise<string | undefined> {
  if (!(await runNode(root, ['--import', 'tsx', 'infra/build/build.ts']))) throw new Error('it makes no bundles');
  let found: string | undefined;
  const all = Array.from({ length: seeds }, (_, index) => index + 1);
  await runSeeds(
    all,
    1,
    ({ seed, violations }) => {
      if (violations.some((violation) => violation.promise === promise)) found = `seed ${seed}: ${promise}`;
      return found === undefined;
    },
    root,
  );
  return found;
}

/** Whether a program of the copy ends well. */
async function runNode(cwd: string, args: readonly string[], more?: Record<string, string>): Promise<boolean> {
  const env = { ...environment(), ...more };
  const child = spawn(process.execPath, args, { cwd, env, stdio: 'ignore', timeout: LONGEST_RUN_MS });
  const [code, signal] = await once(child, 'exit');
  if (signal) throw new Error(`it was ended by ${signal}, after ${LONGEST_RUN_MS / 1000} s or by someone else`);
  return code === 0;
}

/** The environment without what tells a process that it runs under vitest. */
const environment = () => Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^VITEST/.test(name)));
