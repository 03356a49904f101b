import fc from 'fast-check';
import { fingerprintOf } from './fingerprint.ts';
import { type Plan, planArbitrary } from './plan.ts';
import { type Violation, violationsOf } from './promises/promises.ts';
import { type Observation, simulate } from './simulation.ts';
import type { World } from './world.ts';

/** What came of a seed. */
export interface Outcome {
  seed: number;
  observation: Observation;
  violations: Violation[];
  /** The same for the same run. */
  fingerprint: string;
}

/** A plan that breaks the same promise as the seed's own, with less in it. */
export interface Shrunk extends Outcome {
  /** Leads fast-check from the seed's plan to this one. */
  path: string;
}

const SHRINK_FOR_MS = 60_000;

/** Runs the plan of a seed; with a path, a smaller one that was found from it. */
export async function runSeed(world: World, seed: number, path?: string): Promise<Outcome> {
  let outcome: Outcome | undefined;
  await check(seed, path, true, async (plan) => {
    outcome = await run(world, seed, plan);
    return outcome.violations.length === 0;
  });
  return outcome!;
}

/** Looks for the smallest plan that breaks the promise that the seed's plan breaks. */
export async function shrinkSeed(world: World, { seed, violations }: Outcome): Promise<Shrunk> {
  const promise = violations[0]!.promise;
  const until = performance.now() + SHRINK_FOR_MS;
  let smallest: Outcome | undefined;
  const { counterexamplePath } = await check(seed, undefined, false, async (plan) => {
    if (smallest && performance.now() > until) return true;
    const outcome = await run(world, seed, plan);
    const breaks = outcome.violations.some((violation) => violation.promise === promise);
    if (breaks) smallest = outcome;
    return !breaks;
  });
  return { ...smallest!, path: counterexamplePath! };
}

async function run(world: World, seed: number, plan: Plan): Promise<Outcome> {
  await world.emptyTables();
  const observation = await simulate(world, plan);
  return { seed, observation, violations: violationsOf(observation), fingerprint: fingerprintOf(observation) };
}

const check = (
  seed: number,
  path: string | undefined,
  endOnFailure: boolean,
  keeps: (plan: Plan) => Promise<boolean>,
) =>
  fc.check(fc.asyncProperty(planArbitrary, keeps), {
    seed,
    numRuns: 1,
    endOnFailure,
    plugins: [fc.unbiased()],
    ...(path !== undefined && { path }),
  });
