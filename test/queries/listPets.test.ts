import { expect, test } from 'vitest';
import type { Pet } from '../../src/domain/pet.ts';
import { type LivePetRow, petRow } from '../../src/projections/petRow.ts';
import { listPets } from '../../src/queries/listPets.ts';
import type { LivePets } from '../../src/queries/livePets.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';
import { historyOf } from '../support/history.ts';

const rows = Array.from({ length: 7 }, (_, n) => {
  const attributes = { name: 'Fido', type: n % 2 ? 'cat' : 'dog' };
  return petRow(historyOf(`pet-${n}`, [{ type: 'CreatePet', attributes }], 1_700_000_000_000 + n)[0]!) as LivePetRow;
}).reverse();

const livePets: LivePets = async function* ({ type, after = '~' }) {
  yield* rows.filter(({ pet, createdEventId }) => createdEventId < after && (type === undefined || pet.type === type));
};

/** All pages of a list, as their links lead from one to the next. */
async function pages(query: string): Promise<string[][]> {
  const list = listPets({ livePets });
  const all: string[][] = [];
  for (let next: string | undefined = query; next !== undefined; ) {
    expect(all.length).toBeLessThan(rows.length);
    const { status, headers, body } = parsed(await list(gatewayEvent('GET /pets', { rawQueryString: next })));
    const { items, nextCursor } = body as { items: Pet[]; nextCursor: string | null };
    expect(status).toBe(200);
    all.push(items.map(({ petId }) => petId));
    next = /^<\/pets\?(.*)>; rel="next"$/.exec(String(headers.link ?? ''))?.[1];
    expect(new URLSearchParams(next).get('cursor')).toBe(nextCursor);
  }
  return all;
}

test('pages hold as many as they may, and lead to one another up to the end', async () => {
  expect(await pages('limit=3')).toEqual([['pet-6', 'pet-5', 'pet-4'], ['pet-3', 'pet-2', 'pet-1'], ['pet-0']]);
  expect(await pages('limit=7')).toHaveLength(1);
});

test('pages of one type lead to pages of that type', async () => {
  expect(await pages('limit=2&type=dog')).toEqual([
    ['pet-6', 'pet-4'],
    ['pet-2', 'pet-0'],
  ]);
});
