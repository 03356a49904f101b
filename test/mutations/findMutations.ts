import { failedSeed } from './failedSeed.ts';
import { failedTest } from './failedTest.ts';
import type { FoundBy, Mutation } from './mutation.ts';
import { ProjectCopy } from './projectCopy.ts';

/** A mistake, and what found it; or why nothing could. */
export interface Finding {
  mutation: Mutation;
  by?: string;
  fault?: string;
  seconds: number;
}

/**
 * Makes mistakes one by one, some at once, each in a copy of the project of its own, and tells of each what found it.
 * Throws where a test that should find one fails without it.
 */
export async function findMutations(
  mutations: readonly Mutation[],
  processes: number,
  tell: (finding: Finding) => void,
): Promise<void> {
  await checkTests(mutations);
  const left = [...mutations];
  const work = async () => {
    const copy = new ProjectCopy();
    try {
      for (let mutation = left.shift(); mutation; mutation = left.shift()) tell(await find(copy, mutation));
    } finally {
      copy.remove();
    }
  };
  await Promise.all(Array.from({ length: Math.min(processes, mutations.length) }, work));
}

/** All tests that are named, one after the other, on a busy machine. */
const LONGEST_OF_ALL_MS = 1_200_000;

async function checkTests(mutations: readonly Mutation[]): Promise<void> {
  const files = new Set(mutations.flatMap(({ foundBy }) => ('tests' in foundBy ? foundBy.tests : [])));
  if (files.size === 0) return;
  const copy = new ProjectCopy();
  try {
    const failed = await failedTest(copy.root, [...files], LONGEST_OF_ALL_MS);
    if (failed !== undefined) throw new Error(`without a mistake, this fails: ${failed}`);
  } finally {
    copy.remove();
  }
}

async function find(copy: ProjectCopy, mutation: Mutation): Promise<Finding> {
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  try {
    const by = await copy.with(mutation, (root) => whatFinds(root, mutation.foundBy));
    return { mutation, ...(by !== undefined && { by }), seconds: seconds() };
  } catch (error) {
    return { mutation, fault: error instanceof Error ? error.message : String(error), seconds: seconds() };
  }
}

const whatFinds = (root: string, foundBy: FoundBy): Promise<string | undefined> =>
  'tests' in foundBy ? failedTest(root, foundBy.tests) : failedSeed(root, foundBy.seeds, foundBy.breaks);
