import { afterAll, beforeAll, expect, test } from 'vitest';
import { BUNDLES } from '../../infra/build/bundle.ts';
import { replayOf } from './report.ts';
import { runSeed } from './runSeed.ts';
import { World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await World.start(BUNDLES);
});
afterAll(() => world.stop());

test.each([1, 2, 3, 7, 12, 26, 28, 94])('seed %i keeps every promise', async (seed) => {
  const { violations } = await runSeed(world, seed);
  expect(violations, replayOf(seed)).toEqual([]);
});
