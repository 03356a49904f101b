import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldedName } from '../../src/domain/foldedName.ts';
import { PET_STATUSES, type Pet } from '../../src/domain/pet.ts';
import { type LivePetRow, petIn, petRow } from '../../src/projections/petRow.ts';
import { listPets } from '../../src/queries/listPets.ts';
import type { LivePets } from '../../src/queries/livePets.ts';
import type { PastPets } from '../../src/queries/pastPets.ts';
import { petListPage } from '../../src/queries/petListPage.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';
import { historyOf } from '../support/history.ts';

const rows = Array.from({ length: 7 }, (_, n) => {
  const attributes = { name: 'Fido', type: n % 2 ? 'cat' : 'dog' };
  return petRow(historyOf(`pet-${n}`, [{ type: 'CreatePet', attributes }], 1_700_000_000_000 + n)[0]!) as LivePetRow;
}).reverse();

const livePets: LivePets = (query) => {
  const { filters, after = '~' } = query;
  const all = rows.map((row) => ({ pet: petIn(row)!, place: row.createdEventId, looked: 1 }));
  const places = (async function* () {
    yield* all.filter(({ place }) => place < after);
  })();
  return petListPage(places, query, { mostLookedAt: 4, atOnce: 2 }, async (some) =>
    some.filter(({ pet }) => filters.type === undefined || pet.type === filters.type),
  );
};
const pastPets: PastPets = ({ at, ...query }) => livePets({ ...query, after: query.after ?? (at < 1e12 ? '0' : '~') });
const list = listPets({ livePets, pastPets });
const asked = async (rawQueryString: string) => parsed(await list(gatewayEvent('GET /pets', { rawQueryString })));

/** All pages of a list, as their links lead from one to the next. */
async function pages(query: string): Promise<string[][]> {
  const all: string[][] = [];
  for (let next: string | undefined = query; next !== undefined; ) {
    expect(all.length).toBeLessThan(rows.length);
    const { status, headers, body } = await asked(next);
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
  expect(await pages('limit=4')).toHaveLength(2);
});

test('pages of one type lead to pages of that type', async () => {
  expect(await pages('limit=2&type=dog')).toEqual([
    ['pet-6', 'pet-4'],
    ['pet-2', 'pet-0'],
  ]);
});

test('a page that looked at enough says so, and the next one goes on behind what was looked at', async () => {
  const { body } = await asked('limit=5&type=dog');
  expect(body).toMatchObject({ items: [{ petId: 'pet-6' }, { petId: 'pet-4' }], partial: true });
  expect(await pages('limit=5&type=dog')).toEqual([
    ['pet-6', 'pet-4'],
    ['pet-2', 'pet-0'],
  ]);
  expect(await pages('limit=5&type=fish')).toEqual([[], []]);
  expect((await asked('limit=2&type=dog')).body).not.toHaveProperty('partial');
});

describe('what a list is asked', () => {
  const nextCursor = async (query: string) =>
    ((body) => (body as { nextCursor: string }).nextCursor)((await asked(query)).body);
  const at = (ms: number) => encodeURIComponent(new Date(ms).toISOString());

  test.each([
    ['status=lost', '/query/status', `must be one of ${PET_STATUSES.join(', ')}`],
    ['status=', '/query/status', `must be one of ${PET_STATUSES.join(', ')}`],
    ['name=', '/query/name', 'must be text of 1 to 200 characters'],
    [`name=${'n'.repeat(201)}`, '/query/name', 'must be text of 1 to 200 characters'],
    ['name=%CC%81', '/query/name', 'must hold more than accents'],
    ['ownerId=', '/query/ownerId', 'must be text of 1 to 256 characters'],
    ['type=', '/query/type', 'must be text of 1 to 100 characters'],
    ['name=a&name=b', '/query/name', 'must be given once'],
    ['at=2026-01-01T00:00:00', '/query/at', expect.stringContaining('with an offset')],
    ['at=yesterday', '/query/at', expect.stringContaining('ISO 8601')],
    [`at=${at(Date.now() + 3_600_000)}`, '/query/at', 'must be at least 5 seconds ago'],
    [`at=${at(Date.now() - 1_000)}`, '/query/at', 'must be at least 5 seconds ago'],
  ])('%s is refused by name', async (query, pointer, message) => {
    const { status, body } = await asked(query);
    expect([status, body]).toMatchObject([400, { errors: [{ pointer, message }] }]);
  });

  test('a cursor of another time or filter is refused', async () => {
    const past = at(1_700_000_000_000);
    for (const [made, used] of [
      ['limit=2', `limit=2&at=${past}`],
      [`limit=2&at=${past}`, 'limit=2'],
      [`limit=2&at=${past}`, `limit=2&at=${at(1_700_000_000_001)}`],
      ['limit=2&type=dog', 'limit=2&type=cat'],
      ['limit=2', 'limit=2&name=fi'],
      ['limit=2', 'limit=2&status=sold'],
      ['limit=2', 'limit=2&ownerId=ann'],
    ] as const) {
      const cursor = await nextCursor(made);
      expect((await asked(`${made}&cursor=${cursor}`)).status).toBe(200);
      expect(await asked(`${used}&cursor=${cursor}`)).toMatchObject({
        status: 400,
        body: { errors: [{ pointer: '/query/cursor' }] },
      });
    }
  });
});

describe('a folded name', () => {
  test.each([
    ['fido', 'Fidó'],
    ['FIDO', 'fïdo'],
    ['strasse', 'Straße'],
    ['istanbul', 'İstanbul'],
    ['\u00e9', 'e\u0301'],
  ])('%s is %s', (one, other) => {
    expect(foldedName(one)).toBe(foldedName(other));
  });

  test('begins with its folded beginning, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (name, cut) => {
        expect(foldedName(name).startsWith(foldedName([...name].slice(0, cut).join('')))).toBe(true);
      }),
    );
  });
});
