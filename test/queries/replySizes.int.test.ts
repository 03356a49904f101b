import { beforeAll, describe, expect, test } from 'vitest';
import type { Invoke } from '../../infra/local/invoking.ts';
import { loadFunction } from '../../infra/local/loadFunction.ts';
import type { JsonObject } from '../../src/domain/jsonValue.ts';
import type { PetAttributes } from '../../src/domain/pet.ts';
import { replySpace } from '../../src/http/replySpace.ts';
import { petRow } from '../../src/projections/petRow.ts';
import type { RecordedPetEvent } from '../../src/streams/petStream.ts';
import { below } from '../support/below.ts';
import { useEngine } from '../support/engine.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';
import { historyOf, METADATA } from '../support/history.ts';
import { putEvents, putItems } from '../support/items.ts';

/** What Lambda carries (Lambda guide, "Lambda quotas"). */
const MAX_PAYLOAD = 6_291_556;

const engine = useEngine({ stream: false });
const functions: Record<string, Invoke> = {};
beforeAll(async () => {
  for (const name of ['createPet', 'listPets', 'petHistory', 'blamePet', 'listEvents'])
    functions[name] = await loadFunction(name);
});

interface Page {
  items?: unknown[];
  fields?: unknown[];
  nextCursor?: string | null;
}

/** All pages of a list, each of which Lambda can carry. */
async function pagesOf(name: string, routeKey: string, petId: string, query = ''): Promise<Page[]> {
  const pages: Page[] = [];
  for (let cursor = ''; ; ) {
    const rawQueryString = `${query}${cursor && `&cursor=${cursor}`}`;
    const reply = await functions[name]!(gatewayEvent(routeKey, { pathParameters: { petId }, rawQueryString }));
    expect(Buffer.byteLength(JSON.stringify(reply))).toBeLessThan(MAX_PAYLOAD);
    const { status, body } = parsed(reply);
    expect(status).toBe(200);
    pages.push(body as Page);
    const { nextCursor, caughtUp } = body as Page & { caughtUp?: boolean };
    if (!nextCursor || caughtUp) return pages;
    cursor = nextCursor;
  }
}
const create = (attributes: JsonObject) => historyOf('x', [{ type: 'CreatePet', attributes }], 1_700_000_000_000)[0]!;
/** An event of what would be refused today. */
const stored = (petId: string, state: JsonObject, n = 1): RecordedPetEvent => ({
  ...create({ name: 'Fido', type: 'dog' }),
  streamId: petId,
  eventId: `01GXXXXXXXXXXXXXXXXXXXXXX${n}`,
  createdEventId: '01GXXXXXXXXXXXXXXXXXXXXXX1',
  version: n,
  ...(n === 1
    ? { type: 'PetCreated' as const, data: { pet: state as PetAttributes } }
    : { type: 'PetUpdated' as const, data: { changes: {} } }),
  state: state as PetAttributes,
});

test.each([
  ['backslashes', '\\'.repeat(25_000)],
  ['quotes', '"'.repeat(25_000)],
  ['two-byte letters', 'é'.repeat(25_000)],
])('a hundred pets of %s come in pages that Lambda carries', async (letters, notes) => {
  const rows = Array.from({ length: 100 }, (_, n) => {
    const [event] = historyOf(`${letters[0]}-${n}`, [
      { type: 'CreatePet', attributes: { name: 'a', type: letters, notes } },
    ]);
    return petRow(event!);
  });
  await putItems(engine.client, 'Pets', rows);
  const pages = await pagesOf('listPets', 'GET /pets', '', `limit=100&type=${encodeURIComponent(letters)}`);
  expect(pages.flatMap(({ items }) => items)).toHaveLength(100);
});

test('pets of 5,400 small fields come in pages too, few at once', async () => {
  const attributes = below(0, 0, 5_400);
  const rows = Array.from({ length: 24 }, (_, n) => {
    const [event] = historyOf(`many-${n}`, [{ type: 'CreatePet', attributes: { ...attributes, type: 'many' } }]);
    return petRow(event!);
  });
  await putItems(engine.client, 'Pets', rows);
  const pages = await pagesOf('listPets', 'GET /pets', '', 'limit=100&type=many');
  expect(pages.length).toBeGreaterThan(1);
  expect(pages.flatMap(({ items }) => items)).toHaveLength(24);
});

describe('fields below long names', () => {
  const hostile = below(14, 200, 2_300);

  test('are refused when they are written, and the limit is named', async () => {
    const reply = await functions.createPet!(gatewayEvent('POST /pets', { body: JSON.stringify(hostile) }));
    expect(parsed(reply)).toMatchObject({ status: 413, body: { detail: expect.stringContaining('262144 bytes') } });
  });

  test('that are stored already have a history and origins that Lambda carries', async () => {
    const rex = { ...hostile, name: 'Rex' };
    await putEvents(engine.client, [
      stored('deep', hostile),
      stored('deep', rex, 2),
      stored('deep', { name: 'Rex', type: 'dog' }, 3),
      stored('deep', rex, 4),
    ]);
    const start = performance.now();
    const [history] = await pagesOf('petHistory', 'GET /pets/{petId}/history', 'deep');
    const changed = (history!.items as { changes: { pointer: string }[] }[]).map(({ changes }) =>
      changes.map(({ pointer }) => pointer.slice(0, 5)),
    );
    expect(changed).toEqual([['/kkkk', '/name', '/type'], ['/name'], ['/kkkk'], ['/kkkk']]);
    const [blamed] = await pagesOf('blamePet', 'GET /pets/{petId}/blame', 'deep');
    expect(
      (blamed!.fields as { pointer: string; version: number }[]).map(({ pointer, version }) => [
        pointer.slice(0, 5),
        version,
      ]),
    ).toEqual([
      ['/kkkk', 4],
      ['/name', 2],
      ['/type', 1],
    ]);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

test('the origins of more fields than an answer carries come in pages, until the pet changes', async () => {
  const actor = `arn:aws:iam::111122223333:user/${'a'.repeat(900)}`;
  const event = { ...stored('wide', below(0, 0, 7_000)), metadata: { ...METADATA, actor } };
  await putEvents(engine.client, [event]);
  const pages = await pagesOf('blamePet', 'GET /pets/{petId}/blame', 'wide');
  expect(pages.length).toBeGreaterThan(1);
  const pointers = pages.flatMap(({ fields }) => fields as { pointer: string }[]).map(({ pointer }) => pointer);
  expect(new Set(pointers).size).toBe(7_002);
  expect(pointers).toEqual(pointers.toSorted());
  await putEvents(engine.client, [stored('wide', below(0, 0, 7_000), 2)]);
  const rawQueryString = `cursor=${pages[0]!.nextCursor}`;
  const reply = await functions.blamePet!(
    gatewayEvent('GET /pets/{petId}/blame', { pathParameters: { petId: 'wide' }, rawQueryString }),
  );
  expect(parsed(reply).status).toBe(400);
});

test('what fits is counted as it is sent: JSON in JSON, in UTF-8', () => {
  for (const letter of ['a', '"', '\\', '\n', '\u0001', 'é', '🐕', '\u2028']) {
    const item = { text: letter.repeat(1_000) };
    const sent = Buffer.byteLength(JSON.stringify({ body: JSON.stringify(item) })) - Buffer.byteLength('{"body":}');
    const fits = replySpace(10 * sent);
    const taken = Array.from({ length: 20 }, () => fits(item)).filter(Boolean);
    expect(taken).toHaveLength(10);
  }
});
