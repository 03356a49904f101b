import { beforeAll, describe, expect, test } from 'vitest';
import type { WholeMessage } from '../../src/consumer/wholeMessage.ts';
import type { FieldChange } from '../../src/domain/fieldChanges.ts';
import type { GatewayEvent } from '../../src/http/gatewayEvent.ts';
import { blamePet } from '../../src/queries/blamePet.ts';
import { messageView } from '../../src/queries/messageView.ts';
import { petHistory } from '../../src/queries/petHistory.ts';
import type { RecordedPetEvent } from '../../src/streams/petStream.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';
import { historyOf, sealed } from '../support/history.ts';
import { memoryParts } from '../support/memoryParts.ts';

const asJson = (value: unknown) => JSON.parse(JSON.stringify(value));

// The history of a pet in memory, whose color changed with every event.
let history: RecordedPetEvent[];
let call: (route: 'history' | 'blame', query?: string) => Promise<ReturnType<typeof parsed>>;
beforeAll(async () => {
  const parts = memoryParts();
  const colors = ['red', 'brown', 'grey', 'white', 'black'];
  history = historyOf('rex', [
    { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog', color: 'none' } },
    ...colors.map((color) => ({ type: 'UpdatePet', patch: { color } }) as const),
  ]);
  for (const event of history) await parts.store.append(sealed(event));
  const handlers: Record<string, (event: GatewayEvent) => Promise<unknown>> = {
    history: petHistory(parts),
    blame: blamePet(parts),
  };
  call = async (route, rawQueryString = '') =>
    parsed(
      await handlers[route]!(
        gatewayEvent(`GET /pets/{petId}/${route}`, { pathParameters: { petId: 'rex' }, rawQueryString }),
      ),
    );
});

describe.each(['asc', 'desc'])('in the order %s', (order) => {
  test.each([1, 2, 4, 6])('pages of %i hold every event once, each with what it changed', async (limit) => {
    const seen: string[] = [];
    for (let query: string | undefined = `order=${order}&limit=${limit}`; query !== undefined; ) {
      expect(seen.length).toBeLessThan(6);
      const { headers, body } = await call('history', query);
      const { items } = body as { items: { version: number; changes: FieldChange[] }[] };
      for (const { version, changes } of items) {
        const { before, after } = changes.find(({ pointer }) => pointer === '/color')!;
        seen.push(`${version} ${before} ${after}`);
      }
      query = /\?(.*)>/.exec(String(headers.link ?? ''))?.[1];
    }
    const all = ['1 undefined none', '2 none red', '3 red brown', '4 brown grey', '5 grey white', '6 white black'];
    expect(seen).toEqual(order === 'asc' ? all : all.reverse());
  });
});

describe('as messages', () => {
  const messages = async (query: string) => {
    const { status, body } = await call('history', `as=messages&${query}`);
    return { status, body: body as { items: WholeMessage[]; nextCursor: string | null } };
  };

  test('the history has what subscribers were told', async () => {
    const { body } = await messages('limit=2');
    expect(body.items).toEqual(asJson(history.slice(0, 2).map((event) => messageView(event))));
    const next = await messages(`limit=10&cursor=${body.nextCursor}`);
    expect(next.body).toEqual({ items: asJson(history.slice(2).map((event) => messageView(event))), nextCursor: null });
  });

  test.each([true, false])('personal data is told if the bus has it: %s', async (personalData) => {
    const { store } = memoryParts();
    for (const event of historyOf('rex', [
      { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog', notes: 'shy' } },
    ]))
      await store.append(sealed(event));
    const request = { pathParameters: { petId: 'rex' }, rawQueryString: 'as=messages' };
    const reply = await petHistory({ store, personalData })(gatewayEvent('GET /pets/{petId}/history', request));
    expect(JSON.stringify(parsed(reply).body).includes('shy')).toBe(personalData);
  });

  test.each([
    ['after=4', [5, 6]],
    ['after=6', []],
    ['after=4&order=desc', [3, 2, 1]],
    ['after=2&limit=2', [3, 4]],
  ])('%s begins behind that version', async (query, versions) => {
    const { status, body } = await messages(query);
    expect(status).toBe(200);
    expect(body.items.map(({ detail }) => detail.metadata.version)).toEqual(versions);
  });

  test('a reader who began behind a version goes on with the cursor', async () => {
    const { nextCursor } = (await messages('after=2&limit=2')).body;
    const { items } = (await messages(`limit=2&cursor=${nextCursor}`)).body;
    expect(items.map(({ detail }) => detail.metadata.version)).toEqual([5, 6]);
  });

  test.each([
    ['as=pets', '/query/as', 'must be messages'],
    ['after=0', '/query/after', 'must be a whole number from 1 on'],
    ['after=1&cursor=a', '/query/after', 'must not be given with cursor'],
  ])('%s is refused', async (query, pointer, message) => {
    expect(await call('history', query)).toMatchObject({ status: 400, body: { errors: [{ pointer, message }] } });
  });
});

test('a field is blamed on the event that last set it', async () => {
  const { fields } = (await call('blame')).body as { fields: { pointer: string; version: number }[] };
  expect(fields.map(({ pointer, version }) => [pointer, version])).toEqual([
    ['/color', 6],
    ['/name', 1],
    ['/type', 1],
  ]);
});
