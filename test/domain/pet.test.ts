import { expect, test } from 'vitest';
import { inReadingOrder, PET_ID } from '../../src/domain/pet.ts';

test.each(['029340', 'a', '_-', 'x'.repeat(64)])('%s is a petId', (text) => {
  expect(PET_ID.test(text)).toBe(true);
});
test.each(['', 'x'.repeat(65), 'a b', 'rex/7', 'rex\n', 'ä', '../x', 'x?'])('%j is no petId', (text) => {
  expect(PET_ID.test(text)).toBe(false);
});

test('a pet reads from its name to its times, whatever the order that its members came in', () => {
  const pet = {
    updatedAt: '2026-01-01T00:00:00.000Z',
    tags: ['good'],
    type: 'dog',
    version: 3,
    breed: 'Pug',
    createdAt: '2026-01-01T00:00:00.000Z',
    name: 'Rex',
    petId: 'rex',
  };
  expect(Object.keys(inReadingOrder(pet))).toEqual([
    ...['petId', 'name', 'type', 'breed', 'tags', 'version', 'createdAt', 'updatedAt'],
  ]);
});
