import { expect, test } from 'vitest';
import { evolve, fold } from '../../src/domain/petEvents.ts';

const created = { type: 'PetCreated', data: { pet: { name: 'Fido', type: 'dog' } } } as const;
const live = { name: 'Fido', type: 'dog' };

test('fold follows a pet through its lives', () => {
  expect(fold([])).toBeNull();
  expect(fold([created])).toEqual(live);
  const updated = { type: 'PetUpdated', data: { changes: { name: 'Rex', type: null, breed: 'Pug' } } } as const;
  expect(fold([created, updated])).toEqual({ name: 'Rex', breed: 'Pug' });
  const deleted = { type: 'PetDeleted', data: {} } as const;
  expect(fold([created, updated, deleted])).toBeNull();
  expect(fold([created, deleted, created])).toEqual(live);
});

test('an event that can not follow the state is a fault', () => {
  expect(() => evolve(live, created)).toThrow('PetCreated happens to no live pet, and the pet lives');
  expect(() => fold([{ type: 'PetDeleted', data: {} }])).toThrow('PetDeleted happens to a live pet');
  expect(() => fold([{ type: 'PetUpdated', data: { changes: {} } }])).toThrow('the pet does not live');
});
