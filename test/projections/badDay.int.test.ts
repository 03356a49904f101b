import { expect, test, vi } from 'vitest';
import { badDay } from '../support/badDay.ts';

// The same with 10,000 events: npm run bench -- publisher
test('on a bad day of the bus no event is lost, and a consumer that follows the rules has every pet right', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const report = await badDay({ events: 300, outageMs: 300 });
  expect(report).toMatchObject({ events: 300, lost: 0, petsUnlikeTheirFold: 0, oversizeRequests: 0 });
  expect(report.entriesRefused).toBeGreaterThan(50);
  expect(report.duplicates).toBeGreaterThan(0);
});
