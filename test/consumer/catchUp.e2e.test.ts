import { expect, test } from 'vitest';
import { memoryPetStore } from '../../src/consumer/memoryPetStore.ts';
import { catchUp, feedOf, logOf, sequenced, type WholeMessage } from '../../src/consumer/sequenced.ts';
import { useApi } from '../support/service.ts';

const api = useApi();

test('a new consumer catches up over HTTP with what happened, and fills a gap', async () => {
  const { client: pets } = api;
  const { petId } = await pets.create({ name: 'Rex', type: 'dog' });
  await pets.update(petId, { weightKg: 20 });
  await pets.remove(petId);
  const store = memoryPetStore<string[]>();
  const other = memoryPetStore<string[]>();
  const handle = ({ 'detail-type': type, detail }: WholeMessage, kept: string[] = []) => [
    ...kept,
    `${detail.metadata.version} ${type} ${detail.pet?.weightKg}`,
  ];
  const receive = sequenced(handle, { store, pets });
  // Events are in the feed after 5 seconds, and in a local log sooner.
  await Promise.all([
    catchUp(receive, { source: { ...feedOf(pets), settlesInMs: 6_000 } }),
    catchUp(sequenced(handle, { store: other, pets }), { source: { ...logOf(pets), settlesInMs: 6_000 } }),
  ]);
  const past = ['1 PetCreated undefined', '2 PetUpdated 20', '3 PetDeleted undefined'];
  expect((await store.load(petId))?.kept).toEqual(past);
  expect((await other.load(petId))?.kept).toEqual(past);

  await pets.restore(petId);
  await pets.update(petId, { weightKg: 21 });
  await receive({
    source: 'pets',
    'detail-type': 'PetUpdated',
    detail: { metadata: { eventId: 'e-5', petId, version: 5 }, pet: { name: 'Rex', weightKg: 21 } },
  });
  expect((await store.load(petId))?.kept).toEqual([...past, '4 PetCreated 20', '5 PetUpdated 21']);
});
