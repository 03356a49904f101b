import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold } from '../../src/domain/petEvents.ts';
import { petDetail } from '../../src/messages/petDetail.ts';
import { petAfter, type RecordedPetEvent } from '../../src/streams/petStream.ts';
import { Consumer } from '../judge/consumer.ts';
import { petCommand } from '../support/arbitraries.ts';
import { historyOf } from '../support/history.ts';

const delivered = (event: RecordedPetEvent) =>
  JSON.parse(JSON.stringify({ detail: petDetail(event, { personalData: true }) }));
const asJson = (value: unknown) => JSON.parse(JSON.stringify(value));

/** Histories of some pets, and their events as a bus may deliver them: in any order, each at least once. */
const deliveries = fc
  .array(fc.array(petCommand, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 3 })
  .chain((lives) => {
    const histories = lives.map((commands, index) => historyOf(`pet-${index}`, commands));
    const events = histories.flat();
    const repeated = events.length > 0 ? fc.array(fc.constantFrom(...events), { maxLength: 20 }) : fc.constant([]);
    return repeated.chain((again) => {
      const all = [...events, ...again];
      return fc.record({
        histories: fc.constant(histories),
        order: fc.shuffledSubarray(all, { minLength: all.length }),
      });
    });
  });

test('a consumer that deduplicates on eventId and gates on version ends with the fold of every pet', () => {
  fc.assert(
    fc.property(deliveries, ({ histories, order }) => {
      const consumer = new Consumer();
      for (const event of order) consumer.receive(delivered(event));
      for (const history of histories) {
        const newest = history.at(-1);
        if (!newest) continue;
        const { version, pet } = consumer.pets.get(newest.streamId)!;
        expect(version).toBe(newest.version);
        expect(pet).toEqual(asJson(petAfter(newest)));
        const state = fold(history);
        expect(pet === null).toBe(state === null);
        if (state !== null) expect(pet).toMatchObject(asJson(state));
        expect(consumer.effects.get(newest.streamId)).toBe(history.length);
      }
      expect(consumer.duplicates).toBe(order.length - histories.flat().length);
    }),
    { numRuns: 300 },
  );
});

/** Keeps what it receives last, whatever its version. */
class Ungated extends Consumer {
  protected override isNewer(): boolean {
    return true;
  }
}

test('a late event brings a deleted pet back without the gate on versions, and not with it', () => {
  const [created, deleted] = historyOf('rex', [
    { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog' } },
    { type: 'DeletePet' },
  ]);
  const petAfterAll = (consumer: Consumer) => {
    for (const event of [deleted!, created!]) consumer.receive(delivered(event));
    return consumer.pets.get('rex');
  };
  expect(petAfterAll(new Consumer())).toEqual({ version: 2, pet: null });
  expect(petAfterAll(new Ungated())).toMatchObject({ version: 1, pet: { name: 'Rex' } });
});
