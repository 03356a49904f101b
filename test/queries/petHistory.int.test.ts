import { beforeAll, describe, expect, test } from 'vitest';
import type { Invoke } from '../../infra/local/invoking.ts';
import { loadFunction } from '../../infra/local/loadFunction.ts';
import type { FieldChange } from '../../src/domain/fieldChanges.ts';
import { encodeCursor } from '../../src/http/encodeCursor.ts';
import type { RecordedPetEvent } from '../../src/streams/petStream.ts';
import { useEngine } from '../support/engine.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';
import { historyOf, METADATA, updatesOf } from '../support/history.ts';
import { putEvents } from '../support/items.ts';

type Item = Omit<RecordedPetEvent, 'data' | 'state'> & { changes: FieldChange[] };
interface Page {
  items: Item[];
  nextCursor: string | null;
}

const engine = useEngine({ stream: false });
let petHistory: Invoke;
let blamePet: Invoke;
const rex = historyOf('rex', [
  { type: 'CreatePet', attributes: { name: 'Fido', type: 'dog', address: { city: 'Bonn' }, tags: ['a'] } },
  { type: 'UpdatePet', patch: { name: 'Rex', address: { zip: 53111 }, tags: ['a', 'b'] } },
  { type: 'DeletePet' },
  { type: 'CreatePet', attributes: { name: 'Luna', type: 'cat', color: 'red' } },
  { type: 'UpdatePet', patch: { name: 'Luna II', color: 'black', address: { city: 'Ulm', zip: 89073 } } },
  { type: 'UpdatePet', patch: { color: 'red', address: { zip: 89075 } } },
]);

beforeAll(async () => {
  petHistory = await loadFunction('petHistory');
  blamePet = await loadFunction('blamePet');
  await putEvents(engine.client, [
    ...rex,
    ...rex.slice(0, 3).map((event) => ({ ...event, petId: 'gone' })),
    ...updatesOf('long', 60),
  ]);
});

const call = async (handler: Invoke, petId: string, rawQueryString = '') =>
  parsed(await handler(gatewayEvent('GET /pets/{petId}/history', { pathParameters: { petId }, rawQueryString })));
const page = async (petId: string, query = '') => (await call(petHistory, petId, query)).body as Page;

describe('history', () => {
  test('every event says who, when, in which request, and what changed', async () => {
    const { items, nextCursor } = await page('rex');
    expect(nextCursor).toBeNull();
    expect(items.map(({ changes }) => changes)).toEqual([
      [
        { pointer: '/address/city', after: 'Bonn' },
        { pointer: '/name', after: 'Fido' },
        { pointer: '/tags', after: ['a'] },
        { pointer: '/type', after: 'dog' },
      ],
      [
        { pointer: '/address/zip', after: 53111 },
        { pointer: '/name', before: 'Fido', after: 'Rex' },
        { pointer: '/tags', before: ['a'], after: ['a', 'b'] },
      ],
      [
        { pointer: '/address/city', before: 'Bonn' },
        { pointer: '/address/zip', before: 53111 },
        { pointer: '/name', before: 'Rex' },
        { pointer: '/tags', before: ['a', 'b'] },
        { pointer: '/type', before: 'dog' },
      ],
      [
        { pointer: '/color', after: 'red' },
        { pointer: '/name', after: 'Luna' },
        { pointer: '/type', after: 'cat' },
      ],
      [
        { pointer: '/address/city', after: 'Ulm' },
        { pointer: '/address/zip', after: 89073 },
        { pointer: '/color', before: 'red', after: 'black' },
        { pointer: '/name', before: 'Luna', after: 'Luna II' },
      ],
      [
        { pointer: '/address/zip', before: 89073, after: 89075 },
        { pointer: '/color', before: 'black', after: 'red' },
      ],
    ]);
    for (const [index, event] of rex.entries()) {
      const { data: _, state: __, createdEventId: ___, heldSince, commitments, streamId: petId, ...rest } = event;
      expect(items[index]).toEqual({ ...rest, petId, metadata: METADATA, changes: items[index]!.changes });
    }
  });

  test('newest first it is the same, turned round', async () => {
    expect((await page('rex', 'order=desc')).items).toEqual((await page('rex')).items.reverse());
  });

  test.each([
    ['asc', 1],
    ['asc', 7],
    ['asc', 60],
    ['desc', 1],
    ['desc', 7],
    ['desc', 60],
  ])('pages in order %s of %i items hold everything once', async (order, limit) => {
    const whole = await page('long', `order=${order}&limit=100`);
    expect(whole.items).toHaveLength(60);
    const items: Item[] = [];
    let query: string | undefined = `order=${order}&limit=${limit}`;
    while (query !== undefined) {
      const { status, headers, body } = await call(petHistory, 'long', query);
      expect(status).toBe(200);
      const { items: some, nextCursor } = body as Page;
      expect(some.length).toBe(Math.min(limit, 60 - items.length));
      items.push(...some);
      const next = /^<\/pets\/long\/history\?(.*)>; rel="next"$/.exec(String(headers.link ?? ''))?.[1];
      expect(new URLSearchParams(next).get('cursor')).toBe(nextCursor);
      query = next;
    }
    expect(items).toEqual(whole.items);
  });

  test('a deleted pet keeps its history; one that never was has none', async () => {
    expect((await page('gone')).items.map(({ type }) => type)).toEqual(['PetCreated', 'PetUpdated', 'PetDeleted']);
    expect((await call(petHistory, 'nobody')).status).toBe(404);
  });

  test('a page of the largest changes stays within what Lambda carries', async () => {
    const patches = Array.from({ length: 60 }, (_, n) => ({ notes: String(n % 10).repeat(60_000) }));
    await putEvents(
      engine.client,
      historyOf('large', [
        { type: 'CreatePet', attributes: { name: 'Fido', type: 'dog' } },
        ...patches.map((patch) => ({ type: 'UpdatePet', patch }) as const),
      ]),
    );
    const versions: number[] = [];
    let query = 'limit=100';
    for (let pages = 0; ; pages++) {
      const { items, nextCursor } = await page('large', query);
      expect(Buffer.byteLength(JSON.stringify(items))).toBeLessThan(5_200_000);
      versions.push(...items.map(({ version }) => version));
      if (nextCursor === null) {
        expect(pages).toBeGreaterThan(0);
        break;
      }
      query = `limit=100&cursor=${nextCursor}`;
    }
    expect(versions).toEqual(Array.from({ length: 61 }, (_, n) => n + 1));
  });

  test('what is not understood is refused by name', async () => {
    const { nextCursor } = await page('long');
    for (const [query, pointer] of [
      ['limit=0', '/query/limit'],
      ['limit=101', '/query/limit'],
      ['order=up', '/query/order'],
      ['cursor=x', '/query/cursor'],
      // Well made, for a place that is none.
      [`cursor=${encodeCursor('/pets/long/history?order=asc', 'x')}`, '/query/cursor'],
      [`cursor=${nextCursor}&order=desc`, '/query/cursor'],
    ]) {
      const { status, body } = await call(petHistory, 'long', query);
      expect(status).toBe(400);
      expect(body).toMatchObject({ errors: [{ pointer }] });
    }
    expect((await call(petHistory, 'rex', `cursor=${nextCursor}`)).status).toBe(400);
  });
});

describe('blame', () => {
  test('every field of the pet names the event that last set it', async () => {
    const { status, headers, body } = await call(blamePet, 'rex');
    expect([status, headers.etag]).toEqual([200, '"6"']);
    const by = (version: number) => {
      const { eventId, occurredAt } = rex[version - 1]!;
      return { version, eventId, occurredAt, actor: METADATA.actor };
    };
    expect(body).toEqual({
      petId: 'rex',
      version: 6,
      fields: [
        { pointer: '/address/city', value: 'Ulm', ...by(5) },
        { pointer: '/address/zip', value: 89075, ...by(6) },
        // Black in between: the red of today is the last one.
        { pointer: '/color', value: 'red', ...by(6) },
        { pointer: '/name', value: 'Luna II', ...by(5) },
        { pointer: '/type', value: 'cat', ...by(4) },
      ],
    });
  });
  test('a deleted pet has no fields; one that never was has nothing', async () => {
    expect(await call(blamePet, 'gone')).toMatchObject({ status: 410, body: { history: '/pets/gone/history' } });
    expect((await call(blamePet, 'nobody')).status).toBe(404);
  });
});
