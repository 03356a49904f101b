import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { removePersonalData } from '../../src/erasure/removePersonalData.ts';
import { petStream } from '../../src/streams/petStream.ts';
import { historyOf, sealed } from '../support/history.ts';
import { memoryEventStore } from '../support/memoryEventStore.ts';

const HOUR = 3_600_000;
const printed: string[] = [];
beforeEach(() => {
  printed.length = 0;
  vi.spyOn(console, 'error').mockImplementation(() => {});
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** A store with a pet whose notes were erased so long ago, and stand there still. */
async function unfinished(agoMs: number) {
  const store = memoryEventStore(petStream);
  const history = historyOf(
    'rex',
    [
      { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog', notes: 'secret' } },
      { type: 'ErasePersonalData', fields: ['notes'] },
    ],
    Date.now() - agoMs,
  );
  for (const event of history) await store.append(sealed(event));
  return { store, check: removePersonalData({ store, feed: store, personal: store }) };
}

test.each([
  [1, 1],
  [47, 1],
  [49, 0],
])('the daily check finishes an erasure of %i hours ago: %i', async (hours, removed) => {
  const { store, check } = await unfinished(hours * HOUR);
  expect(await check({})).toEqual({ erasures: removed, removed });
  expect(JSON.stringify([...store.stored.get('rex')!.values()]).includes('secret')).toBe(removed === 0);
});

test('what it had to finish is counted, for the alarm', async () => {
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'pets-service');
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'test');
  const { check } = await unfinished(HOUR);
  await check({});
  expect(printed.join()).toContain('LateErasures');
});
