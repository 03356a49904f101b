import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createPet } from '../../src/commands/createPet.ts';
import { deletePet } from '../../src/commands/deletePet.ts';
import { erasePersonalData } from '../../src/commands/erasePersonalData.ts';
import { restorePet } from '../../src/commands/restorePet.ts';
import { updatePet } from '../../src/commands/updatePet.ts';
import type { JsonObject } from '../../src/domain/jsonValue.ts';
import type { PetEvent } from '../../src/domain/petEvents.ts';
import { checkHistory } from '../../src/eventStore/checkHistory.ts';
import { hashOf } from '../../src/eventStore/hashOf.ts';
import { recordEvent } from '../../src/eventStore/recordEvent.ts';
import { removeErased } from '../../src/eventStore/removeErased.ts';
import type { GatewayEvent } from '../../src/http/gatewayEvent.ts';
import type { HttpHandler } from '../../src/http/http.ts';
import { petEntry } from '../../src/messages/petEntry.ts';
import { eventView } from '../../src/queries/eventView.ts';
import { petHistory } from '../../src/queries/petHistory.ts';
import { showPet } from '../../src/queries/showPet.ts';
import { petStream } from '../../src/streams/petStream.ts';
import { historyFaults } from '../judge/history.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';
import { METADATA } from '../support/history.ts';
import { memoryParts } from '../support/memoryParts.ts';

let parts: ReturnType<typeof memoryParts>;
beforeEach(() => {
  parts = memoryParts();
});

const call = async (handler: HttpHandler, route: string, request: Partial<GatewayEvent> = {}) =>
  parsed(await handler(gatewayEvent(route, { pathParameters: { petId: 'rex' }, ...request })));
const create = (attributes: JsonObject) =>
  call(createPet(parts), 'POST /pets', {
    body: JSON.stringify({ petId: 'rex', name: 'Rex', type: 'dog', ...attributes }),
  });
const update = (patch: JsonObject) => call(updatePet(parts), 'PATCH /pets/{petId}', { body: JSON.stringify(patch) });
const erase = (fields: string) =>
  call(erasePersonalData(parts), 'DELETE /pets/{petId}/personal-data', { rawQueryString: `fields=${fields}` });
const shown = async (rawQueryString: string) => {
  const rowOf = async () => undefined;
  return (await call(showPet({ store: parts.store, rowOf }), 'GET /pets/{petId}', { rawQueryString })).body;
};
const stored = () => [...parts.store.stored.get('rex')!.values()];
const removed = async () => removeErased(petStream, parts.store, (await parts.store.newest('rex'))!);

function verified(options: { withheld?: boolean } = {}, kind = petStream) {
  const check = checkHistory(kind, 'rex', options);
  const found = stored().flatMap((item) => check.next(structuredClone(item)));
  return [...found, ...check.end()].map(({ check, version }) => `${check} ${version}`);
}

test('what was erased is named in one order, however the table returned it', async () => {
  await create({ notes: 'n', ownerId: 'o', extra: 'e' });
  await erase('other,notes,ownerId');
  await removed();
  const created = (await parts.store.at('rex', 1))!;
  const entries = Object.entries(created.commitments!);
  for (const ordered of [entries, entries.toReversed()])
    expect(eventView({ ...created, commitments: Object.fromEntries(ordered) }).erased).toEqual([
      'ownerId',
      'notes',
      'other',
    ]);
});

test("a caller's own keys may be called as the service's own, and come back as they were", async () => {
  const own = { $personal: { notes: null, ownerId: 'c' }, personal: ['p'], other: 'o', heldSince: { notes: 7 } };
  const kept = { ...own, $personal: { ownerId: 'c' } };
  expect(await create(own)).toMatchObject({ status: 201, body: kept });
  expect((await update({ $personal: { notes: 'n' }, other: null })).status).toBe(200);
  const { other: _, ...rest } = kept;
  const after = { ...rest, $personal: { ownerId: 'c', notes: 'n' } };
  expect(await shown('consistency=strong')).toMatchObject(after);
  expect(await shown('consistency=strong')).not.toHaveProperty('other');
  expect(await shown('version=1')).toMatchObject(kept);

  const { items } = (await call(petHistory(parts), 'GET /pets/{petId}/history')).body as { items: JsonObject[] };
  expect(items[1]!.changes).toEqual([
    { pointer: '/$personal/notes', after: 'n' },
    { pointer: '/other', before: 'o' },
  ]);
  const event = (await parts.store.newest('rex'))!;
  expect(eventView(event).data).toEqual({ changes: after });
  expect(JSON.parse(petEntry('bus', event, { personalData: true }).Detail!).data).toEqual({ changes: after });
  expect(JSON.parse(petEntry('bus', event).Detail!).data).toEqual({ changes: {} });

  expect([verified(), historyFaults('rex', stored())]).toEqual([[], []]);
  expect((await erase('other')).status).toBe(202);
  await removed();
  expect(Object.keys((await shown('version=1')) as object).sort()).toEqual(
    ['createdAt', 'name', 'petId', 'type', 'updatedAt', 'version'].sort(),
  );
  expect([verified(), historyFaults('rex', stored())]).toEqual([[], []]);
});

test('when the last personal value goes, nothing stands for it in the state', async () => {
  await create({ notes: 'shy' });
  await update({ notes: null });
  await update({ notes: 'bold' });
  await erase('notes');
  const [created, cleared, set, erased] = stored();
  expect(created!.data).toMatchObject({ pet: { $personal: { notes: expect.any(String) } } });
  expect(cleared).toMatchObject({
    data: { changes: { $personal: { notes: null } } },
    state: { name: 'Rex', type: 'dog' },
  });
  expect(set!.state).toHaveProperty('$personal.notes');
  for (const item of [cleared, erased]) {
    expect(item!.state).toEqual({ name: 'Rex', type: 'dog' });
    expect(item).not.toHaveProperty('personal');
  }
  expect([verified(), historyFaults('rex', stored())]).toEqual([[], []]);
});

test('what was imported without personal data is updated, and verifies as such', async () => {
  await create({ notes: 'shy', ownerId: 'ann', nickname: 'R' });
  await update({ color: 'red' });
  for (const item of stored()) delete item.personal;
  expect(await update({ weightKg: 3, ownerId: 'ben' })).toMatchObject({ status: 200, body: { ownerId: 'ben' } });
  expect((await update({ nickname: 'Rexy' })).status).toBe(200);
  expect(verified({ withheld: true })).toEqual([]);
  expect(verified().filter((finding) => finding.startsWith('personal'))).toHaveLength(6);
  // What the import lacks is erased as well: the events say that they have it.
  expect((await erase('notes,ownerId')).status).toBe(202);
  await removed();
  expect(JSON.stringify(stored())).not.toContain('"ben"');
  expect(verified({ withheld: true })).toEqual([]);
});

describe('a field that the schema learns is no value of its pets any more', () => {
  const learned: typeof petStream = {
    ...petStream,
    personal: {
      ...petStream.personal!,
      split(attributes) {
        const { plain, personal } = petStream.personal!.split(attributes);
        const { neutered, ...other } = (personal.other ?? {}) as JsonObject;
        if (neutered === undefined) return { plain, personal };
        const { other: _, ...named } = personal;
        return {
          plain: { ...plain, neutered },
          personal: Object.keys(other).length > 0 ? { ...named, other } : named,
        };
      },
    },
  };
  const append = async (event: PetEvent) => {
    const previous = await parts.store.newest('rex');
    await parts.store.append(recordEvent(learned, 'rex', previous, event, METADATA, Date.now()));
  };
  const REDDENED = { type: 'PetUpdated', data: { changes: { color: 'red' } } } as const;

  test('and their histories verify', async () => {
    await create({ nickname: 'R', neutered: true });
    await append(REDDENED);
    expect(stored()[1]!.state).toMatchObject({ neutered: true, color: 'red' });
    expect(await shown('version=2')).toMatchObject({ nickname: 'R', neutered: true, color: 'red' });
    expect(verified()).toEqual([]);
  });

  test.each([
    ['all of it', { nickname: 'R', neutered: true }, 'other'],
    ['the only one', { neutered: true }, 'other'],
    ['another value', { nickname: 'R', neutered: true, notes: 'shy' }, 'notes'],
  ] as const)('also after an erasure of %s', async (_, attributes, field) => {
    await create(attributes);
    await append(REDDENED);
    await append({ type: 'PersonalDataErased', data: { fields: [field] } });
    expect(verified({}, learned)).toEqual([]);
    expect(await removed()).toBeGreaterThan(0);
    expect(verified({}, learned)).toEqual([]);
  });

  test('and what no change says is found, whether values are erased or not', async () => {
    await create({ nickname: 'R', notes: 'shy' });
    await update({ color: 'red' });
    await erase('notes');
    await removed();
    const item = stored()[1]!;
    Object.assign(item, { state: { ...(item.state as JsonObject), breed: 'Beagle' } });
    Object.assign(item, { hash: hashOf(item) });
    expect(verified()).toContain('fold 2');
  });
});

test('an erased value is not restored, whether it is removed yet or not', async () => {
  await create({ notes: 'shy', ownerId: 'ann' });
  await update({ color: 'red' });
  await erase('notes');
  const restored = () => call(restorePet(parts), 'POST /pets/{petId}/restore', { rawQueryString: 'version=1' });
  expect((await restored()).body).not.toHaveProperty('notes');
  await removed();
  await update({ color: 'blue' });
  const { body } = await restored();
  expect(body).toMatchObject({ ownerId: 'ann' });
  expect(body).not.toHaveProperty('notes');
  expect(verified()).toEqual([]);
});

test('the history of a deleted pet names what an erasure erased', async () => {
  await create({ notes: 'Shy.', good: true });
  await call(deletePet(parts), 'DELETE /pets/{petId}');
  await erase('notes,ownerId');
  const { items } = (await call(petHistory(parts), 'GET /pets/{petId}/history')).body as { items: JsonObject[] };
  expect(items.at(-1)).toMatchObject({ type: 'PersonalDataErased', changes: [{ pointer: '/notes', erased: true }] });
});

test('a token that may write may not erase', async () => {
  await create({ notes: 'shy' });
  vi.stubEnv('AUTH', 'jwt');
  const handler = erasePersonalData(parts);
  vi.unstubAllEnvs();
  const route = 'DELETE /pets/{petId}/personal-data';
  const as = async (scope: string) => {
    const event = gatewayEvent(route, { pathParameters: { petId: 'rex' } });
    Object.assign(event.requestContext, { authorizer: { jwt: { claims: { sub: 'ann', scope } } } });
    return parsed(await handler(event));
  };
  expect(await as('pets:read pets:write pets:audit')).toMatchObject({ status: 403 });
  expect((await parts.store.newest('rex'))!.version).toBe(1);
  expect(await as('pets:erase')).toMatchObject({ status: 202 });
});
