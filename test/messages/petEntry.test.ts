import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold } from '../../src/domain/petEvents.ts';
import { withoutPersonal } from '../../src/domain/splitPersonal.ts';
import { recordEvent } from '../../src/eventStore/recordEvent.ts';
import { petDetail } from '../../src/messages/petDetail.ts';
import { entryBytes, MAX_ENTRY_BYTES, petEntry } from '../../src/messages/petEntry.ts';
import { petMessageSchemas } from '../../src/messages/petMessageSchemas.ts';
import { inRequests } from '../../src/projections/publishEntries.ts';
import { petAfter, petStream, type RecordedPetEvent } from '../../src/streams/petStream.ts';
import { petCommand } from '../support/arbitraries.ts';
import { historyOf, METADATA } from '../support/history.ts';

/** The event that the bus makes of an entry. */
const received = (event: RecordedPetEvent) => {
  const { Source, DetailType, Time, Detail } = petEntry('pets', event);
  return {
    version: '0',
    id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
    'detail-type': DetailType,
    source: Source,
    account: '111122223333',
    time: Time!.toISOString().replace(/\.\d+/, ''),
    region: 'us-east-1',
    resources: [],
    detail: JSON.parse(Detail!),
  };
};

test('the messages of a life', () => {
  const events = historyOf('rex', [
    { type: 'CreatePet', attributes: { type: 'dog', name: 'Rex', weightKg: 20 } },
    { type: 'UpdatePet', patch: { weightKg: 21.5, breed: 'Pug' } },
    { type: 'DeletePet' },
  ]);
  const metadata = events.map(({ eventId, version, occurredAt }) => ({
    eventId,
    petId: 'rex',
    version,
    schemaVersion: 1,
    occurredAt,
    actor: 'tester',
    correlationId: 'correlation-1',
    requestId: 'request-1',
  }));
  expect(events.map((event) => petDetail(event))).toEqual([
    {
      metadata: metadata[0],
      data: { pet: { name: 'Rex', type: 'dog', weightKg: 20 } },
      pet: petAfter(events[0]!),
    },
    { metadata: metadata[1], data: { changes: { weightKg: 21.5, breed: 'Pug' } }, pet: petAfter(events[1]!) },
    { metadata: metadata[2], data: {}, pet: null },
  ]);
  expect(events.map((event) => petEntry('pets', event)).map(({ Detail: _, ...entry }) => entry)).toEqual(
    events.map(({ type, occurredAt }) => ({
      EventBusName: 'pets',
      Source: 'pets',
      DetailType: type,
      Time: new Date(occurredAt),
    })),
  );
});

test('the ids of the cause and the trace go along where the event has them, and nothing else of the stored event', () => {
  const metadata = { ...METADATA, causationId: 'message-1', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` };
  const event = recordEvent(
    petStream,
    'rex',
    undefined,
    { type: 'PetCreated', data: { pet: { name: 'a', type: 'b' } } },
    metadata,
    0,
  ).event;
  const detail = petDetail(event);
  expect(detail.metadata).toMatchObject({ causationId: 'message-1', traceparent: metadata.traceparent });
  expect(Object.keys(detail)).toEqual(['metadata', 'data', 'pet']);
});

test('a replay has another source, so that a rule opts in', () => {
  const [event] = historyOf('rex', [{ type: 'CreatePet', attributes: { type: 'dog', name: 'Rex' } }]);
  const replay = { name: 'shop', at: '2026-01-01T00:00:00.000Z' };
  const { Source, Detail } = petEntry('pets', event!, { replay });
  expect(Source).toBe('pets.replay');
  expect(JSON.parse(Detail!)).toEqual({
    ...petDetail(event!),
    metadata: { ...petDetail(event!).metadata, replay },
  });
});

test('every message of every history fits its schema, and its pet is the fold', () => {
  fc.assert(
    fc.property(fc.array(petCommand, { maxLength: 15 }), (commands) => {
      const events = historyOf('rex', commands);
      for (const [index, event] of events.entries()) {
        const message = received(event);
        expect(petMessageSchemas[event.type].safeParse(message)).toMatchObject({ success: true });
        const state = fold(events.slice(0, index + 1));
        if (state) expect(message.detail.pet).toMatchObject(JSON.parse(JSON.stringify(withoutPersonal(state))));
        else expect(message.detail.pet).toBeNull();
      }
    }),
  );
});

test('a message that the bus would refuse goes out with a link in place of the pet', () => {
  // Their bytes are too many, their characters would not be.
  const notes = 'ä'.repeat(65_000);
  const created = recordEvent(
    petStream,
    'rex',
    undefined,
    { type: 'PetCreated', data: { pet: { name: 'Rex', type: 'dog', notes } } },
    METADATA,
    0,
  ).event;
  const entry = petEntry('pets', created, { personalData: true });
  expect(entryBytes(entry)).toBeLessThanOrEqual(MAX_ENTRY_BYTES);
  const { pet: _, ...detail } = petDetail(created, { personalData: true });
  expect(JSON.parse(entry.Detail!)).toEqual({ ...detail, links: { pet: '/pets/rex?version=1' } });
  expect(petMessageSchemas.PetCreated.safeParse(received(created))).toMatchObject({ success: true });
});

test('small entries go by tens', () => {
  const entries = Array.from({ length: 25 }, (_, n) => ({ Source: 'pets', DetailType: 'PetCreated', Detail: `${n}` }));
  expect(inRequests(entries).map(({ length }) => length)).toEqual([10, 10, 5]);
});

test('requests hold all entries in their order, at most 10 each and never more bytes than a bus takes', () => {
  const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 20_000, max: 239_000 })), {
    maxLength: 120,
  });
  fc.assert(
    fc.property(sizes, (all) => {
      const entries = all.map((size) => ({ Source: 'pets', DetailType: 'é', Detail: 'x'.repeat(size) }));
      const requests = inRequests(entries);
      expect(requests.flat()).toEqual(entries);
      for (const request of requests) {
        expect(request.length).toBeGreaterThan(0);
        expect(request.length).toBeLessThanOrEqual(10);
        expect(request.reduce((bytes, entry) => bytes + entryBytes(entry), 0)).toBeLessThanOrEqual(MAX_ENTRY_BYTES);
      }
    }),
  );
});

test('the message of the largest pet that a request can bring fits in full, or with a link', () => {
  // JSON writes 1e15 as 16 digits: what a body of 64 KiB grows to most.
  const numbers = Array.from({ length: 13_000 }, () => 1e15);
  const history = historyOf('x'.repeat(64), [
    { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog', numbers } },
    { type: 'UpdatePet', patch: { numbers: [...numbers, 1] } },
  ]);
  for (const event of history) expect(entryBytes(petEntry('pets', event))).toBeLessThanOrEqual(MAX_ENTRY_BYTES);
});
