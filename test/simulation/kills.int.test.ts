import { expect, test } from 'vitest';
import { killEngine } from './kills.ts';

// `npm run simulate -- --kills 10` kills more often, and the whole service too (as test/local/start.int.test.ts does).
test('what was acknowledged survives the death of the engine, and rows follow', async () => {
  const { acknowledged, ...report } = await killEngine(2, 60);
  expect(acknowledged).toBeGreaterThanOrEqual(120);
  expect(report).toEqual({ kills: 2, lost: 0, broken: 0, rowsBehind: 0, unacknowledged: expect.any(Number) });
});
