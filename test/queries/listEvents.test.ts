import { beforeAll, expect, test } from 'vitest';
import type { EventView } from '../../src/queries/eventView.ts';
import { listEvents } from '../../src/queries/listEvents.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';
import { historyOf, sealed } from '../support/history.ts';
import { memoryLogStore } from '../support/memoryLogStore.ts';
import { memoryParts } from '../support/memoryParts.ts';

type Page = { items: EventView[]; nextCursor: string };

// The feed of a store in memory: pets that were created and deleted, by two actors in turn.
const START = 1_700_000_000_000;
let call: (query: string) => Promise<ReturnType<typeof parsed>>;
beforeAll(async () => {
  const { store } = memoryParts();
  for (let n = 0; n < 6; n++) {
    const commands = [{ type: 'CreatePet', attributes: { name: 'Fido', type: 'dog' } }, { type: 'DeletePet' }] as const;
    for (const event of historyOf(`pet-${n}`, commands, START + n * 10)) {
      event.metadata = { ...event.metadata, actor: n % 2 ? 'ann' : 'ben' };
      await store.append(sealed(event));
    }
  }
  const list = listEvents({ ...store, log: memoryLogStore() });
  call = async (rawQueryString) => parsed(await list(gatewayEvent('GET /events', { rawQueryString })));
});
const shown = async (query: string) => {
  const { items } = (await call(query)).body as Page;
  return items.map(({ petId, type, metadata }) => `${petId} ${type} ${metadata.actor}`);
};

test('of one actor, of one type, and of both', async () => {
  expect(await shown('')).toHaveLength(12);
  const ofAnn = await shown('actor=ann');
  expect(ofAnn).toEqual(['pet-1', 'pet-3', 'pet-5'].flatMap((id) => [`${id} PetCreated ann`, `${id} PetDeleted ann`]));
  const deletions = await shown('type=PetDeleted');
  expect(deletions).toHaveLength(6);
  expect(deletions.every((one) => one.includes('PetDeleted'))).toBe(true);
  expect(await shown('actor=ann&type=PetDeleted')).toEqual(ofAnn.filter((one) => one.includes('PetDeleted')));
});

test('a cursor is of one list: its actor, its type, its times', async () => {
  const { nextCursor } = (await call('limit=1&actor=ann')).body as Page;
  expect((await call(`limit=1&actor=ann&cursor=${nextCursor}`)).status).toBe(200);
  for (const other of ['', 'actor=ben&', 'actor=ann&type=PetCreated&', 'actor=ann&from=2020-01-01T00:00:00Z&'])
    expect((await call(`${other}cursor=${nextCursor}`)).status).toBe(400);
});
