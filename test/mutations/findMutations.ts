import { finderOf } from './finderOf.ts';
import type { Mutation } from './mutation.ts';
import { ProjectCopy } from './projectCopy.ts';

/** A mistake, and what found it; or why nothing could. */
export interface Finding {
  mutation: Mutation;
  by?: string;
  fault?: string;
  seconds: number;
}

/** Makes mistakes one by one, some at once, each in a copy of the project of its own, and tells of each what found it. */
export async function findMutations(
  mutations: readonly Mutation[],
  processes: number,
  tell: (finding: Finding) => void,
): Promise<void> {
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

async function find(copy: ProjectCopy, mutation: Mutation): Promise<Finding> {
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  try {
    const by = await copy.with(mutation, finderOf(mutation.foundBy));
    return { mutation, ...(by !== undefined && { by }), seconds: seconds() };
  } catch (error) {
    return { mutation, fault: error instanceof Error ? error.message : String(error), seconds: seconds() };
  }
}
