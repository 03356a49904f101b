import { beforeAll, expect, test } from 'vitest';
import type { Invoke } from '../../infra/local/invoking.ts';
import { loadFunction } from '../../infra/local/loadFunction.ts';
import type { PetCommand } from '../../src/domain/decide.ts';
import { petRow } from '../../src/projections/petRow.ts';
import { useEngine } from '../support/engine.ts';
import { gatewayEvent } from '../support/gatewayEvent.ts';
import { historyOf } from '../support/history.ts';
import { putEvents, putItems } from '../support/items.ts';

const engine = useEngine({ stream: false });
const functions: Record<string, Invoke> = {};
beforeAll(async () => {
  for (const name of ['createPet', 'updatePet', 'showPet', 'listPets', 'petHistory', 'blamePet'])
    functions[name] = await loadFunction(name);
});

/** Whatever order its members are in, a value has this one. */
const nested = { z: { b: 1, a: [{ d: 4, c: 3 }], 10: 'x', 9: 'y' }, a: 'ä', B: null, b: { y: {}, x: [] } };
const turned = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(turned)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, member]) => [key, turned(member)]),
        )
      : value;
const pet = { petId: 'rex', name: 'Fido', type: 'dog', nested, list: [nested, nested] };

const text = async (name: string, routeKey: string, changes: object = {}) =>
  (
    (await functions[name]!(gatewayEvent(routeKey, { pathParameters: { petId: 'rex' }, ...changes }))) as {
      body: string;
    }
  ).body;
const show = (rawQueryString = '') => text('showPet', 'GET /pets/{petId}', { rawQueryString });

test('equal ETags mean equal bytes, wherever the pet comes from', async () => {
  const headers = { 'idempotency-key': 'once' };
  const created = await text('createPet', 'POST /pets', { headers, body: JSON.stringify(pet) });
  const { createdAt } = JSON.parse(created);
  const [event] = historyOf(
    'rex',
    [{ type: 'CreatePet', attributes: turned(pet) as typeof pet }],
    Date.parse(createdAt),
  );
  await putItems(engine.client, 'Pets', [petRow({ ...event!, createdEventId: event!.eventId })]);
  const list = JSON.parse(await text('listPets', 'GET /pets')).items[0];
  const answers = {
    again: await text('createPet', 'POST /pets', { headers, body: JSON.stringify(turned(pet)) }),
    unchanged: await text('updatePet', 'PUT /pets/{petId}', { body: JSON.stringify(turned(pet)) }),
    row: await show(),
    strong: await show('consistency=strong'),
    version: await show('version=1'),
    time: await show(`at=${createdAt}`),
    listed: JSON.stringify(list),
  };
  expect(answers).toEqual(Object.fromEntries(Object.keys(answers).map((name) => [name, created])));
});

test('two histories that say the same are the same bytes', async () => {
  const changes: PetCommand = { type: 'UpdatePet', patch: { list: [nested], name: 'Rex' } };
  const history = (attributes: typeof pet) => historyOf('rex', [{ type: 'CreatePet', attributes }, changes], 1e12);
  const bodies: string[][] = [];
  for (const events of [history(pet), history(turned(pet) as typeof pet)]) {
    const fixed = events.map((event, n) => ({
      ...event,
      eventId: `01GXXXXXXXXXXXXXXXXXXXXXX${n}`,
      hash: 'h',
      previousHash: null,
    }));
    await putEvents(
      engine.client,
      fixed.map((event) => ({ ...event, streamId: 'rex', createdEventId: fixed[0]!.eventId })),
    );
    bodies.push([
      await text('petHistory', 'GET /pets/{petId}/history'),
      await text('blamePet', 'GET /pets/{petId}/blame'),
    ]);
  }
  expect(bodies[1]).toEqual(bodies[0]);
});
