import { expect, test } from 'vitest';
import { simulateLog } from './logSimulation.ts';

/** `npm run simulate -- --log` runs as many as there is time for. */
const SEEDS = 120;

test('sequencers that crash, stall and double never fork the log, and miss and repeat nothing', async () => {
  let [late, crashes, missedById] = [0, 0, 0];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const run = await simulateLog(seed);
    expect(run.violations, `seed ${seed}`).toEqual([]);
    late += run.late;
    crashes += run.crashes;
    missedById += run.missedById;
  }
  // The seeds do what they are for.
  expect([late > SEEDS, crashes > SEEDS, missedById > SEEDS]).toEqual([true, true, true]);
}, 60_000);
