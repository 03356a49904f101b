import { runSeeds } from '../simulation/workers.ts';
import { runNode } from './runNode.ts';

/** The first of so many seeds with which a copy of the project breaks a promise; undefined if none does. */
export async function failedSeed(root: string, seeds: number, promise: string): Promise<string | undefined> {
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
