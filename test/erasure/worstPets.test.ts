import { expect, test } from 'vitest';
import { createPet } from '../../src/commands/createPet.ts';
import { updatePet } from '../../src/commands/updatePet.ts';
import type { JsonObject, JsonValue } from '../../src/domain/jsonValue.ts';
import { MAX_BODY_BYTES } from '../../src/http/parseBody.ts';
import { petRow } from '../../src/projections/petRow.ts';
import { gatewayEvent } from '../support/gatewayEvent.ts';
import { itemBytes } from '../support/itemBytes.ts';
import { memoryParts } from '../support/memoryParts.ts';

/** DynamoDB's limit of an item. */
const LARGEST_ITEM = 400 * 1024;
const HEAD = { petId: 'p', name: 'x', type: 'd' };

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

/** The largest pet of a kind that a request can carry: one with as many parts as fit. */
function largest(petOf: (parts: number) => JsonObject, room = MAX_BODY_BYTES): JsonObject {
  let [fits, tooMany] = [0, room];
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (bytesOf({ ...HEAD, ...petOf(middle) }) <= room) fits = middle;
    else tooMany = middle;
  }
  return petOf(fits);
}

const list = (parts: number, value: JsonValue): JsonValue[] => Array.from({ length: parts }, () => value);
const keys = (parts: number, value: (n: number) => JsonValue): JsonObject =>
  Object.fromEntries(Array.from({ length: parts }, (_, n) => [n.toString(36), value(n)]));
const nested = (levels: number, value: JsonValue): JsonValue =>
  levels === 0 ? value : { a: nested(levels - 1, value) };

const worst: [string, (parts: number) => JsonObject][] = [
  ['many keys with small numbers', (n) => keys(n, () => 1)],
  ['many keys with numbers of many digits', (n) => keys(n, (key) => 0.1234567890123456 + key)],
  ['many keys with empty objects', (n) => keys(n, () => ({}))],
  ['a list of small numbers', (n) => ({ own: list(n, 1) })],
  ['a list of negative numbers', (n) => ({ own: list(n, -1) })],
  ['a list of empty lists', (n) => ({ own: list(n, []) })],
  ['nested objects', (n) => ({ own: list(n, nested(12, {})) })],
  ['notes', (n) => ({ notes: 'n'.repeat(n) })],
  ['notes of three bytes a letter', (n) => ({ notes: '€'.repeat(n) })],
  ['50 photoUrls', (n) => ({ photoUrls: list(50, 'u'.repeat(Math.floor(n / 50))) })],
  ['an owner', (n) => ({ ownerId: 'o'.repeat(n) })],
  ['what is not personal', (n) => ({ breed: 'b'.repeat(n) })],
  ['tags', (n) => ({ tags: list(50, 't'.repeat(Math.floor(n / 50))) })],
  [
    'a bit of everything',
    (n) => ({ notes: 'n'.repeat(n), breed: 'b'.repeat(n), ownerId: 'o'.repeat(n), own: list(n, 1) }),
  ],
];

/** Each changes one value. */
const PATCHES: JsonObject[] = [
  { weightKg: 3 },
  { ownerId: 'ann' },
  { microchipId: '9' },
  { notes: 'shy' },
  { photoUrls: ['u'] },
  { zz: 0 },
];

test.each(worst)('%s, 64 KiB of it: every item and row fits, whichever value changes', async (_, petOf) => {
  const parts = memoryParts();
  const send = async (route: string, command: typeof createPet | typeof updatePet, body: JsonObject) => {
    const event = gatewayEvent(route, { pathParameters: { petId: 'p' }, body: JSON.stringify(body) });
    return (await command(parts)(event)) as { statusCode: number };
  };
  // Room for the other values, which change after it one by one.
  const whole = largest(petOf, MAX_BODY_BYTES - 300);
  const pet = { ...HEAD, ...whole };
  expect(bytesOf(pet)).toBeGreaterThan(MAX_BODY_BYTES - 600);
  expect((await send('POST /pets', createPet, pet)).statusCode).toBe(201);
  const [before, cleared] = [petOf(1), Object.keys(petOf(1)).map((key) => ({ [key]: null }))];
  for (const patch of [...PATCHES, ...cleared, before])
    expect((await send('PATCH /pets/{petId}', updatePet, patch)).statusCode).toBe(200);
  expect((await send('PATCH /pets/{petId}', updatePet, whole)).statusCode).toBe(200);

  const sizes = [...parts.store.stored.get('p')!.values()].map(itemBytes);
  for await (const event of parts.store.read('p')) sizes.push(itemBytes(petRow(event)));
  expect(sizes.length).toBeGreaterThan(12);
  expect(Math.max(...sizes)).toBeLessThan(LARGEST_ITEM);
});
