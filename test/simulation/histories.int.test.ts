import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runRound } from './histories/round.ts';

/** For a machine with much else to do; a few seconds are enough. */
const TIME_LIMIT_MS = 120_000;

// `npm run simulate -- --histories --minutes 10` goes on for longer, and kills the engine alone too.
test(
  'what concurrent clients saw of a service that was killed is what one after another would have seen',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pets-histories-'));
    try {
      const round = { seed: 1, folder, operations: 120, clients: 6, kills: ['service'] as const, waits: false };
      const { counts, violations } = await runRound(round);
      expect(violations).toEqual([]);
      expect(counts.totals!.events).toBeGreaterThan(15);
      expect(counts.answers!.lost).toBeGreaterThan(3);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
  TIME_LIMIT_MS,
);
