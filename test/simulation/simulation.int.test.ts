import { expect, test } from 'vitest';
import { BUNDLES } from '../../infra/build/bundle.ts';
import { mutations, withMutated } from './mutations.ts';
import { replayOf } from './report.ts';
import { runSeed } from './runSeed.ts';
import { runSeeds } from './workers.ts';
import { World } from './world.ts';

// Seeds that found a mutation, the last of them a short one, as it runs twice; `npm run simulate` runs as many as there is
// time for.
const SEEDS = [6, 1, 3];
/** For a machine with much else to do; about 5 s are enough. */
const TIME_LIMIT_MS = 120_000;

async function inWorld<T>(bundles: string, work: (world: World) => Promise<T>): Promise<T> {
  const world = await World.start(bundles);
  return work(world).finally(() => world.stop());
}

test(
  'some seeds keep every promise, and a seed makes the same run again, in another process and by itself',
  async () => {
    const fingerprints = new Map<number, string>();
    await inWorld(BUNDLES, async (world) => {
      for (const seed of SEEDS) {
        const { violations, fingerprint } = await runSeed(world, seed);
        expect(violations, replayOf(seed)).toEqual([]);
        fingerprints.set(seed, fingerprint);
      }
    });
    const last = SEEDS.at(-1)!;
    await runSeeds([last], 1, ({ fingerprint }) => {
      expect(fingerprint).toBe(fingerprints.get(last));
      return true;
    });
    expect.assertions(SEEDS.length + 1);
  },
  TIME_LIMIT_MS,
);

test(
  'a mistake is found: a deletion that leaves no tombstone',
  async () => {
    const mutation = mutations.find(({ name }) => name.includes('leaves no tombstone'))!;
    const { violations } = await withMutated(mutation, (bundles) => inWorld(bundles, (world) => runSeed(world, 3)));
    expect(violations.map(({ promise }) => promise)).toContain(
      'a row never goes back, and a deleted pet never returns',
    );
  },
  TIME_LIMIT_MS,
);
