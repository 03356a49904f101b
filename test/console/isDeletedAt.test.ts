import { expect, test } from 'vitest';
import { isDeletedAt } from '../../console/pet/isDeletedAt.ts';
import type { HistoryItem } from '../../src/client/petsClient.ts';

test('erasing personal data leaves a deleted pet deleted, and a living one alive', () => {
  const types = ['PetCreated', 'PersonalDataErased', 'PetDeleted', 'PersonalDataErased', 'PetCreated'] as const;
  const items = types.map((type, place) => ({ type, version: place + 1 }) as HistoryItem).reverse();
  expect([1, 2, 3, 4, 5].map((version) => isDeletedAt(version, items))).toEqual([false, false, true, true, false]);
});
