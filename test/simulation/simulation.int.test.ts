import { expect, test } from 'vitest';
import { BUNDLES } from '../../infra/build/bundles.ts';
import { replayOf } from './report.ts';
import { runSeed } from './runSeed.ts';
import { runSeeds } from './workers.ts';
import { World } from './world.ts';

// The last of them is a short one, as it runs twice; `npm run simulate` runs as many as there is time for.
const SEEDS = [6, 1, 3];
/** For a machine with much else to do; about 5 s are enough. */
const TIME_LIMIT_MS = 120_000;

async function inWorld<T>(work: (world: World) => Promise<T>): Promise<T> {
  const world = await World.start(BUNDLES);
  return work(world).finally(() => world.stop());
}

test(
  'some seeds keep every promise, and a seed makes the same run again, in another process and by itself',
  async () => {
    const fingerprints = new Map<number, string>();
    await inWorld(async (world) => {
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
