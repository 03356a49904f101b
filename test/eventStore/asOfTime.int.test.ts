import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadFunction } from '../../infra/local/loadFunction.ts';
import { setEnvironment } from '../../infra/local/setEnvironment.ts';
import { fold, type PetEvent } from '../../src/domain/petEvents.ts';
import { asOfTime } from '../../src/eventStore/asOfTime.ts';
import { dynamoEventStore } from '../../src/eventStore/dynamoEventStore.ts';
import { recordEvent } from '../../src/eventStore/recordEvent.ts';
import { petStream, type RecordedPetEvent } from '../../src/streams/petStream.ts';
import { petCommand } from '../support/arbitraries.ts';
import { useEngine } from '../support/engine.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';
import { eventsOf, METADATA } from '../support/history.ts';
import { putEvents } from '../support/items.ts';
import { type Meter, startMeter } from '../support/meteredEngine.ts';

const engine = useEngine({ stream: false, index: false });
const START = Date.UTC(2026, 0, 1);
let meter: Meter;
beforeAll(async () => {
  meter = await startMeter(engine.endpoint);
});
afterAll(() => meter.stop());

test('as of any version and any time, the state is the fold of the events until then', async () => {
  const store = dynamoEventStore(engine.client, 'Events', petStream);
  const timedCommand = fc.record({ command: petCommand, now: fc.integer({ min: START, max: START + 60 }) });
  // Clocks that go backwards included: the ids rise nevertheless.
  await fc.assert(
    fc.asyncProperty(fc.array(timedCommand, { minLength: 1, maxLength: 25 }), async (commands) => {
      const petId = randomUUID();
      const events = eventsOf(petId, commands);
      await putEvents(engine.client, events);

      for (const [index, event] of events.entries()) {
        const past = await store.asOf(petId, event.version);
        expect(past).toEqual(event);
        expect(past?.state).toEqual(fold(events.slice(0, index + 1)));
      }
      for (let time = START - 1; time <= START + 90; time += 3) {
        const until = events.filter(({ occurredAt }) => Date.parse(occurredAt) <= time);
        expect((await asOfTime(store, petId, time))?.state ?? null).toEqual(fold(until));
      }
    }),
    { numRuns: 15 },
  );
});

test('a time in a history of 2,000 events is found in at most 12 reads of one event', {
  timeout: 120_000,
}, async () => {
  let previous: RecordedPetEvent | undefined;
  const events = Array.from({ length: 2_000 }, (_, n) => {
    const event: PetEvent =
      n === 0
        ? { type: 'PetCreated', data: { pet: { name: 'Fido', type: 'dog' } } }
        : { type: 'PetUpdated', data: { changes: { visits: n } } };
    previous = recordEvent<RecordedPetEvent>(petStream, 'old', previous, event, METADATA, START + n * 60_000).event;
    return previous;
  });
  await putEvents(engine.client, events);
  setEnvironment(meter.endpoint, true);
  const showPet = await loadFunction('showPet');
  const costOf = async (query: string) => {
    meter.take();
    const event = gatewayEvent('GET /pets/{petId}', { pathParameters: { petId: 'old' }, rawQueryString: query });
    const { status, body } = parsed(await showPet(event));
    const calls = meter.take();
    const readUnits = calls.reduce((sum, call) => sum + call.readUnits, 0);
    return { status, version: (body as { version?: number }).version, requests: calls.length, readUnits };
  };

  for (const n of [1, 2, 999, 1_000, 1_234, 1_998]) {
    const cost = await costOf(`at=${new Date(START + n * 60_000 + 59_999).toISOString()}`);
    expect(cost).toMatchObject({ status: 200, version: n + 1 });
    expect(cost.requests).toBeLessThanOrEqual(12);
    expect(cost.readUnits).toBe(cost.requests);
  }
  const one = { requests: 1, readUnits: 1 };
  expect(await costOf('at=2100-01-01T00:00:00Z')).toEqual({ status: 200, version: 2_000, ...one });
  expect(await costOf('version=1000')).toEqual({ status: 200, version: 1_000, ...one });
  // The answer names the newest version: one more read.
  expect(await costOf('version=2001')).toEqual({ status: 404, version: undefined, requests: 2, readUnits: 2 });

  // Blame has to look for what was set first: the whole history, page by page.
  const blamePet = await loadFunction('blamePet');
  meter.take();
  const { body } = parsed(
    await blamePet(gatewayEvent('GET /pets/{petId}/blame', { pathParameters: { petId: 'old' } })),
  );
  const { fields } = body as { fields: { pointer: string; version: number }[] };
  expect(fields.map(({ pointer, version }) => [pointer, version])).toEqual([
    ['/name', 1],
    ['/type', 1],
    ['/visits', 2_000],
  ]);
  expect(meter.take().length).toBeLessThanOrEqual(9);
});
