import { BUNDLES } from '../../infra/build/bundles.ts';
import type { Violation } from './promises/promises.ts';
import { runSeed } from './runSeed.ts';
import { type Tally, tallyOf } from './tally.ts';
import { World } from './world.ts';

/** What a worker process tells of a seed. */
export interface SeedReport {
  seed: number;
  tally: Tally;
  violations: Violation[];
  fingerprint: string;
}

// A process of its own, that runs the seeds it is sent, one after another, until it is disconnected.
const world = await World.start(BUNDLES);
process.on('message', async (seed: number) => {
  const outcome = await runSeed(world, seed);
  const { violations, fingerprint } = outcome;
  const report: SeedReport = { seed, tally: tallyOf(outcome), violations, fingerprint };
  process.send!(report);
});
// Also where whoever started it was killed, in the middle of a run.
process.on('disconnect', () => void world.stop().finally(() => process.exit()));
process.send!('ready');
