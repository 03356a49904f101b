import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, expect, test, vi } from 'vitest';
import type { Invoke } from '../../infra/local/invoking.ts';
import { loadFunction } from '../../infra/local/loadFunction.ts';
import { toItem } from '../../src/eventStore/fromItem.ts';
import { encodeCursor } from '../../src/http/encodeCursor.ts';
import { type EventView, eventView } from '../../src/queries/eventView.ts';
import { petStream, type RecordedPetEvent } from '../../src/streams/petStream.ts';
import { useEngine } from '../support/engine.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';
import { eventsOf, historyOf } from '../support/history.ts';
import { putEvents } from '../support/items.ts';

interface Page {
  items: EventView[];
  nextCursor: string | null;
  caughtUp: boolean;
}

const START = Date.UTC(2026, 0, 1);
const engine = useEngine({ stream: false });
let listEvents: Invoke;
/** Pets whose lives interleave, minute by minute, by three actors. */
const all = Array.from({ length: 40 }, (_, pet) =>
  eventsOf(`pet-${pet}`, [
    { command: { type: 'CreatePet', attributes: { name: 'Fido', type: 'dog' } }, now: START + pet * 60_000 },
    { command: { type: 'UpdatePet', patch: { name: 'Rex' } }, now: START + (pet * 7 + 100) * 60_000 },
    { command: { type: 'DeletePet' }, now: START + (pet * 3 + 400) * 60_000 },
  ]).map((event): RecordedPetEvent => ({ ...event, metadata: { ...event.metadata, actor: `actor-${pet % 3}` } })),
)
  .flat()
  .sort((a, b) => (a.eventId < b.eventId ? -1 : 1));

beforeAll(async () => {
  listEvents = await loadFunction('listEvents');
  await putEvents(engine.client, all);
});

const call = async (query: string) => parsed(await listEvents(gatewayEvent('GET /events', { rawQueryString: query })));
const page = async (query: string) => (await call(query)).body as Page;

/** Follows the cursors until the feed is caught up with; pages may be empty. */
async function follow(query: string): Promise<{ events: EventView[]; cursor: string | null; pages: number }> {
  const events: EventView[] = [];
  let cursor = '';
  for (let pages = 1; ; pages++) {
    const { items, nextCursor, caughtUp } = await page(`${query}${cursor}`);
    events.push(...items);
    if (caughtUp) return { events, cursor: nextCursor, pages };
    cursor = `&cursor=${nextCursor}`;
  }
}

test.each([3, 100])('all events come once, in the order of their ids, by pages of %i', async (limit) => {
  expect((await follow(`limit=${limit}`)).events).toEqual(all.map(eventView));
});

test('the reader who has caught up goes on from the cursor, later', async () => {
  const to = '2026-01-02T00:00:00.000Z';
  const { cursor } = await follow('limit=50');
  expect(await page(`cursor=${cursor}`)).toEqual({ items: [], nextCursor: cursor, caughtUp: true });
  const late = historyOf('late', [{ type: 'CreatePet', attributes: { name: 'Luna', type: 'cat' } }], START + 1e9);
  await putEvents(engine.client, late);
  expect((await page(`cursor=${cursor}`)).items).toEqual(late.map(eventView));
  expect((await follow(`to=${to}`)).cursor).toBeNull();
});

test('an event is not shown before it has settled', async () => {
  const { cursor } = await follow('');
  const fresh = historyOf('fresh', [{ type: 'CreatePet', attributes: { name: 'Luna', type: 'cat' } }], Date.now());
  await putEvents(engine.client, fresh);
  expect(await page(`cursor=${cursor}`)).toEqual({ items: [], nextCursor: cursor, caughtUp: true });
});

test('filters: times, type, actor, and all of them', async () => {
  const [from, to] = [START + 100 * 60_000, START + 130 * 60_000];
  const iso = (time: number) => new Date(time).toISOString();
  const within = (event: RecordedPetEvent) => event.occurredAt >= iso(from) && event.occurredAt < iso(to);
  const cases: [string, (event: RecordedPetEvent) => boolean][] = [
    [`from=${iso(from)}&to=${iso(to)}`, within],
    ['type=PetDeleted&to=2026-01-02T00:00:00Z', (event) => event.type === 'PetDeleted'],
    ['actor=actor-1', (event) => event.metadata.actor === 'actor-1'],
    ['actor=nobody', () => false],
    [
      `from=${iso(from)}&to=${iso(to)}&type=PetUpdated&actor=actor-2`,
      (event) => within(event) && event.type === 'PetUpdated' && event.metadata.actor === 'actor-2',
    ],
  ];
  for (const [query, accepts] of cases) {
    expect((await follow(`${query}&limit=3`)).events).toEqual(all.filter(accepts).map(eventView));
  }
  expect(all.filter(within).length).toBeGreaterThan(3);
});

test('with selective filters a page reads a bounded number of events and says where to go on', async () => {
  const many = Array.from({ length: 2_500 }, (_, n) =>
    historyOf(`many-${n}`, [{ type: 'CreatePet', attributes: { name: 'Fido', type: 'dog' } }], START + 2e9 + n),
  ).flat();
  await putEvents(engine.client, many);
  const from = new Date(START + 2e9).toISOString();
  const { events, pages } = await follow(`from=${from}&to=2026-03-01T00:00:00Z&type=PetDeleted`);
  expect(events).toEqual([]);
  expect(pages).toBe(3);
});

test('a page of the largest events stays within what Lambda carries', async () => {
  const large = Array.from({ length: 90 }, (_, n) =>
    historyOf(
      `l-${n}`,
      [{ type: 'CreatePet', attributes: { name: 'F', type: 'd', notes: 'n'.repeat(60_000) } }],
      START + 3e9 + n,
    ),
  ).flat();
  await putEvents(engine.client, large);
  const from = `from=${encodeURIComponent(new Date(START + 3e9).toISOString())}&to=2026-03-01T00:00:00Z&limit=100`;
  const first = await call(from);
  expect(Buffer.byteLength(JSON.stringify(first.body))).toBeLessThan(5_100_000);
  expect(first.headers.link).toMatch(/^<\/events\?from=.*&limit=100&cursor=.*>; rel="next"$/);
  expect((await follow(from)).events.map(({ petId }) => petId)).toEqual(large.map(({ streamId: petId }) => petId));
});

test('items that are no events are left out and logged, and the feed goes on behind them', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  const events = eventsOf(
    'spoiled',
    ['Ann', 'Ben', 'Cid', 'Dan'].map((name, n) => ({
      command:
        n === 0 ? { type: 'CreatePet', attributes: { name, type: 'dog' } } : { type: 'UpdatePet', patch: { name } },
      now: START + 2.5e9 + n,
    })),
  );
  for (const [n, event] of events.entries())
    await engine.client.send(
      new PutCommand({
        TableName: 'Events',
        Item: { ...toItem(petStream, event), ...(n % 3 !== 0 && { data: 'no object' }) },
      }),
    );
  const range = `from=${new Date(START + 2.5e9).toISOString()}&to=${new Date(START + 2.5e9 + 10).toISOString()}`;
  expect((await follow(`${range}&limit=1`)).events).toEqual([events[0]!, events[3]!].map(eventView));
  expect(log.mock.calls.flat()).toContainEqual({
    message: expect.stringContaining('not a stored event: data Invalid input'),
    petId: 'spoiled',
    version: 2,
  });
  log.mockRestore();
});

test('what is not understood is refused by name', async () => {
  const { nextCursor } = await page('limit=1');
  for (const [query, pointer] of [
    ['from=yesterday', '/query/from'],
    ['to=2026-01-01', '/query/to'],
    ['from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', '/query/to'],
    ['type=PetSneezed', '/query/type'],
    ['actor=', '/query/actor'],
    ['limit=1000', '/query/limit'],
    ['cursor=x', '/query/cursor'],
    // Well made, for places that are none.
    [`cursor=${encodeCursor('/events?', '')}`, '/query/cursor'],
    [`cursor=${encodeCursor('/events?', '~')}`, '/query/cursor'],
    [`cursor=${nextCursor}&actor=someone`, '/query/cursor'],
  ]) {
    const { status, body } = await call(query!);
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ pointer }] });
  }
});
