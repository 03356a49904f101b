import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runNode } from './runNode.ts';

/** The part of a report of vitest that is read here. */
interface TestReport {
  testResults: { name: string; message: string; assertionResults: { status: string; fullName: string }[] }[];
}

/** How tests come by the bundles. If this misses one, the mistake is not in its bundles, and survives. */
const USES_BUNDLES = /loadFunction|[A-Za-z]+Service\(|useApi|badDay|synthesize\(/;

/**
 * The first test that fails of these files of a copy of the project; undefined if none does. Throws where a file fails as
 * a whole: that tells of no mistake.
 */
export async function failedTest(
  root: string,
  files: readonly string[],
  longestMs?: number,
): Promise<string | undefined> {
  const outputFile = join(root, 'report.json');
  const flags = ['--maxWorkers=1', '--bail=1', '--reporter=json', `--outputFile=${outputFile}`];
  const texts = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')));
  const needBundles = texts.some((text) => USES_BUNDLES.test(text));
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...flags, ...files];
  const passed = await runNode(root, args, needBundles ? undefined : { BUNDLES: 'none' }, longestMs);
  if (passed) return undefined;
  const { testResults } = JSON.parse(await readFile(outputFile, 'utf8')) as TestReport;
  await rm(outputFile);
  for (const { name, assertionResults } of testResults) {
    const failed = assertionResults.find(({ status }) => status === 'failed');
    if (failed) return `${name.slice(root.length + 1)}: ${failed.fullName}`;
  }
  throw new Error(`no test failed, but ${testResults.map(({ message }) => message).join('; ')}`);
}
