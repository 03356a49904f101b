import { expect, test } from 'vitest';
import { BUNDLES } from '../../infra/build/bundle.ts';
import { mutations, withMutated } from './mutations.ts';
import { replayOf } from './report.ts';
import { runSeed } from './runSeed.ts';
import type { Observation } from './simulation.ts';
import { World } from './world.ts';

// Seeds that found a mutation; `npm run simulate` runs as many as there is time for.
const SEEDS = [2, 3, 7, 9, 12, 26];
/** For a machine with much else to do; about 5 s are enough. */
const TIME_LIMIT_MS = 120_000;

async function inWorld<T>(bundles: string, work: (world: World) => Promise<T>): Promise<T> {
  const world = await World.start(bundles);
  return work(world).finally(() => world.stop());
}

/** What happened at which step, without the name of the run. */
const traceOf = ({ run, calls, commits, faults, steps }: Observation) =>
  JSON.parse(
    JSON.stringify([
      calls.map(({ requestId, begin, end, answer }) => [requestId, begin, end, answer?.status]),
      commits.map(({ step, event }) => [step, event.type, event.version]),
      faults,
      steps,
    ]).replaceAll(run, 'run'),
  );

test(
  'some seeds keep every promise, and a seed makes the same steps again',
  async () => {
    await inWorld(BUNDLES, async (world) => {
      const traces = new Map<number, unknown>();
      for (const seed of SEEDS) {
        const { violations, observation } = await runSeed(world, seed);
        expect(violations, replayOf(seed)).toEqual([]);
        traces.set(seed, traceOf(observation));
      }
      expect(traceOf((await runSeed(world, 12)).observation)).toEqual(traces.get(12));
    });
  },
  TIME_LIMIT_MS,
);

test(
  'a mistake is found: a deletion that leaves no tombstone',
  async () => {
    const mutation = mutations.find(({ name }) => name.includes('tombstone'))!;
    const { violations } = await withMutated(mutation, (bundles) => inWorld(bundles, (world) => runSeed(world, 1)));
    expect(violations.map(({ promise }) => promise)).toContain(
      'a row never goes back, and a deleted pet never returns',
    );
  },
  TIME_LIMIT_MS,
);
