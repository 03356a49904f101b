import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { decodeTime } from 'ulid';
import { describe, expect, test } from 'vitest';
import { fold } from '../../src/domain/petEvents.ts';
import { fromItem, toItem } from '../../src/eventStore/fromItem.ts';
import { ULID } from '../../src/eventStore/nextEventId.ts';
import { recordEvent } from '../../src/eventStore/recordEvent.ts';
import { UndecodableEvent } from '../../src/eventStore/undecodableEvent.ts';
import { petAfter, petStream } from '../../src/streams/petStream.ts';
import { petCommand } from '../support/arbitraries.ts';
import { historyOf, METADATA } from '../support/history.ts';

const histories = fc.array(petCommand, { maxLength: 20 }).map((commands) => historyOf('rex', commands));

describe('every recorded history', () => {
  test('folds to the state that its events carry, at every version', () => {
    fc.assert(
      fc.property(histories, (events) => {
        for (const [index, event] of events.entries()) {
          expect(event.state).toEqual(fold(events.slice(0, index + 1)));
        }
      }),
    );
  });

  test('has gapless versions, ids in order and an unbroken hash chain', () => {
    fc.assert(
      fc.property(histories, (events) => {
        for (const [index, event] of events.entries()) {
          const previous = events[index - 1];
          expect(event.version).toBe(index + 1);
          expect(event.eventId).toMatch(ULID);
          if (previous) expect(event.eventId > previous.eventId).toBe(true);
          expect(event.previousHash).toBe(previous?.hash ?? null);
          const { hash, personal: _, ...rest } = toItem(petStream, event);
          expect(hash).toBe(createHash('sha256').update(canonicalize(rest)!).digest('hex'));
        }
      }),
    );
  });

  test('survives being stored', () => {
    fc.assert(
      fc.property(histories, (events) => {
        for (const event of events)
          expect(fromItem(petStream, JSON.parse(JSON.stringify(toItem(petStream, event))))).toEqual(event);
      }),
    );
  });
});

test('ids sort as versions when the next writer has a clock of an hour ago', () => {
  const now = Date.now();
  const first = recordEvent(
    petStream,
    'rex',
    undefined,
    { type: 'PetCreated', data: { pet: { name: 'a', type: 'b' } } },
    METADATA,
    now,
  ).event;
  const hourAgo = now - 3_600_000;
  const second = recordEvent(petStream, 'rex', first, { type: 'PetDeleted', data: {} }, METADATA, hourAgo).event;
  expect(second.eventId > first.eventId).toBe(true);
  expect(decodeTime(second.eventId)).toBe(now + 1);
  expect(second.occurredAt).toBe(new Date(now + 1).toISOString());
});

test('a PetCreated stores its state once, in its data', () => {
  const [created, updated, deleted] = historyOf('rex', [
    { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog' } },
    { type: 'UpdatePet', patch: { breed: 'Pug' } },
    { type: 'DeletePet' },
  ]);
  expect(toItem(petStream, created!)).not.toHaveProperty('state');
  expect(toItem(petStream, updated!)).toMatchObject({
    state: { name: 'Rex', type: 'dog', breed: 'Pug' },
    createdEventId: created!.eventId,
  });
  expect(toItem(petStream, deleted!)).toMatchObject({ state: null });
  expect(petAfter(updated!)).toEqual({
    petId: 'rex',
    name: 'Rex',
    type: 'dog',
    breed: 'Pug',
    version: 2,
    createdAt: created!.occurredAt,
    updatedAt: updated!.occurredAt,
  });
  expect(petAfter(deleted!)).toBeNull();
});

test.each([
  ['nothing', undefined],
  ['another item', { petId: 'rex', version: 1 }],
  ['an unknown type', { type: 'PetSneezed' }],
  ['a schema version of the future', { schemaVersion: 999 }],
  ['an id that is no ULID', { eventId: '8ZZZZZZZZZZZZZZZZZZZZZZZZZ' }],
  ['an update without its changes', { type: 'PetUpdated', data: {}, state: { name: 'Rex', type: 'dog' } }],
  ['a state that is no pet', { type: 'PetUpdated', data: { changes: {} }, state: { name: 7, type: 'dog' } }],
])('%s is undecodable', (_, change) => {
  const [event] = historyOf('rex', [{ type: 'CreatePet', attributes: { name: 'Rex', type: 'dog' } }]);
  const item = change && 'petId' in change ? change : change && { ...toItem(petStream, event!), ...change };
  expect(() => fromItem(petStream, item)).toThrow(UndecodableEvent);
});
