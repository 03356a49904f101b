import { type Ground, startGround } from './ground.ts';
import { interruptedErasures } from './interruptedErasures.ts';
import { lostReplies } from './lostReplies.ts';
import { manyWriters } from './manyWriters.ts';
import { randomErasures } from './randomErasures.ts';
import { repeatedKeys } from './repeatedKeys.ts';
import { shuffledHistories } from './shuffledHistories.ts';

/** One hard thing done many times; trials.int.test.ts does it less often. */
const TRIALS: Record<string, (ground: Ground) => Promise<object>> = {
  '32 writers change one pet, 50 times each': (ground) => manyWriters(ground, 32, 50),
  '100 commands, the first reply to each lost': (ground) => lostReplies(ground, 100),
  '500 keys, each four times at once': (ground) => repeatedKeys(ground, 500, 4),
  '10,000 histories, every event twice, in any order': (ground) => shuffledHistories(ground, 10_000),
  '10,000 histories of two pets, personal data erased from any of them': () => randomErasures(10_000),
  'erasures ended at each request, of pets of 40 events': () => interruptedErasures(40),
};

/** What came of each trial, by its name. */
export async function runTrials(report: (name: string, figures: object) => void): Promise<void> {
  const ground = await startGround();
  try {
    for (const [name, trial] of Object.entries(TRIALS)) report(name, await trial(ground));
  } finally {
    await ground.stop();
  }
}
