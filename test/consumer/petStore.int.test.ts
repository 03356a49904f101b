import { describe, expect, test } from 'vitest';
import { localTable } from '../../examples/localTable.ts';
import { dynamoPetStore } from '../../src/consumer/dynamoPetStore.ts';
import { memoryPetStore } from '../../src/consumer/memoryPetStore.ts';
import type { PetStore } from '../../src/consumer/petStore.ts';
import { useEngine } from '../support/engine.ts';

interface Kept {
  names: string[];
}
const engine = useEngine();

describe.each<[string, () => Promise<PetStore<Kept>>]>([
  ['in memory', async () => memoryPetStore<Kept>()],
  [
    'on DynamoDB',
    async () => {
      await localTable('Progress');
      return dynamoPetStore<Kept>(engine.client, 'Progress');
    },
  ],
])('a store %s', (where, open) => {
  const petId = `rex-${where.replaceAll(' ', '-')}`;

  test('keeps what was saved last, and nothing of who decided on an older version', async () => {
    const store = await open();
    expect(await store.load(petId)).toBeUndefined();
    expect(await store.save(petId, { version: 1, kept: { names: ['Rex'] } }, 1)).toBe(false);
    expect(await store.load(petId)).toBeUndefined();

    expect(await store.save(petId, { version: 2, kept: { names: ['Rex'] } }, 0)).toBe(true);
    expect(await store.save(petId, { version: 1, kept: { names: ['late'] } }, 0)).toBe(false);
    expect(await store.load(petId)).toEqual({ version: 2, kept: { names: ['Rex'] } });

    expect(await store.save(petId, { version: 3, kept: { names: [] } }, 2)).toBe(true);
    expect(await store.save(petId, { version: 3, kept: { names: ['twice'] } }, 2)).toBe(false);
    expect(await store.load(petId)).toEqual({ version: 3, kept: { names: [] } });
  });
});
