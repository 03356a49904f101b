import { expect, test } from 'vitest';
import { randomErasures } from '../trials/randomErasures.ts';

// `npm run simulate -- --trials` takes 10,000 histories.
test('random histories: what was erased is nowhere, everything else is everywhere, and the proof holds', async () => {
  const { events, erasures, canaries, erased, ...report } = await randomErasures(50);
  expect(report).toEqual({ histories: 50, shown: 0, lost: 0, findings: 0 });
  expect(Math.min(events, erasures, erased, canaries - erased)).toBeGreaterThan(30);
});
