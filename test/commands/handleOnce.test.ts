import { expect, test } from 'vitest';
import { handleOnce } from '../../src/commands/handleOnce.ts';
import type { IdempotencyKeys } from '../../src/commands/idempotencyKeys.ts';
import type { PetRequest } from '../../src/commands/petDecider.ts';
import { METADATA } from '../support/history.ts';
import { memoryParts } from '../support/memoryParts.ts';

const create: PetRequest = {
  streamId: 'rex',
  command: () => ({ command: { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog' } } }),
  metadata: METADATA,
};
const KEY = { key: 'k', request: 'r' };

test('a repetition that is refused because the first request came through meanwhile has its answer', async () => {
  const { store, keys } = memoryParts();
  let first: unknown;
  // The first request is carried out after the repetition has looked for its key, and before it decides.
  const racing: IdempotencyKeys = {
    ...keys,
    async find(key) {
      const record = await keys.find(key);
      if (!first) first = await handleOnce(store, keys, create, KEY);
      return record;
    },
  };
  const repetition = await handleOnce(store, racing, create, KEY);
  expect(first).toMatchObject({ done: true, unchanged: false, newest: { version: 1 } });
  expect(repetition).toEqual({ ...(first as object), unchanged: true });
});

test('the key of another request is refused, and what is refused otherwise stays so', async () => {
  const { store, keys } = memoryParts();
  await handleOnce(store, keys, create, KEY);
  expect(await handleOnce(store, keys, create, { ...KEY, request: 'another' })).toEqual({
    done: false,
    refusal: { reason: 'idempotency-key-reused' },
  });
  expect(await handleOnce(store, keys, create, { key: 'another', request: 'r' })).toEqual({
    done: false,
    refusal: { reason: 'pet-exists' },
  });
});
