import { beforeEach, expect, test } from 'vitest';
import { showPet } from '../../src/queries/showPet.ts';
import { petStream, type RecordedPetEvent } from '../../src/streams/petStream.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';
import { eventsOf, sealed } from '../support/history.ts';
import { type MemoryEventStore, memoryEventStore } from '../support/memoryEventStore.ts';

// A history of four versions, an hour apart, the third of which is missing.
const START = Date.UTC(2026, 0, 1, 12);
const HOUR = 3_600_000;
const events = eventsOf('rex', [
  { command: { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog' } }, now: START },
  ...[1, 2, 3].map((n) => ({ command: { type: 'UpdatePet', patch: { n } } as const, now: START + n * HOUR })),
]);

let store: MemoryEventStore<RecordedPetEvent>;
beforeEach(async () => {
  store = memoryEventStore(petStream);
  for (const event of events) await store.append(sealed(event));
  store.stored.get('rex')!.delete(3);
});
const show = async (rawQueryString: string) => {
  const event = gatewayEvent('GET /pets/{petId}', { pathParameters: { petId: 'rex' }, rawQueryString });
  return parsed(await showPet({ store, rowOf: async () => undefined })(event));
};

test.each([
  [0.5, 1],
  [1.5, 2],
  [2.5, 2],
  [3.5, 4],
])('a time is answered past the gap: after %d hours version %i', async (hours, version) => {
  const at = new Date(START + hours * HOUR).toISOString();
  expect(await show(`at=${at}`)).toMatchObject({ status: 200, body: { version } });
});

test.each([
  [3, 'is missing from the history'],
  [5, 'must be from 1 to 4'],
])('version %i is not found, and why', async (version, message) => {
  expect(await show(`version=${version}`)).toMatchObject({
    status: 404,
    body: { type: '/problems/version-not-found', errors: [{ pointer: '/query/version', message }] },
  });
});
