import { expect, test } from 'vitest';
import { evolve, fold, type PetState } from '../../src/domain/petEvents.ts';

const created = { type: 'PetCreated', data: { pet: { name: 'Fido', type: 'dog' } }, eventId: 'e1' } as const;
const live: PetState = { status: 'live', pet: { name: 'Fido', type: 'dog' }, createdEventId: 'e1' };

test('fold follows a pet through its lives', () => {
  expect(fold([])).toEqual({ status: 'none' });
  expect(fold([created])).toEqual(live);
  const updated = {
    type: 'PetUpdated',
    data: { changes: { name: 'Rex', type: null, breed: 'Pug' } },
    eventId: 'e2',
  } as const;
  expect(fold([created, updated])).toEqual({ ...live, pet: { name: 'Rex', breed: 'Pug' } });
  const deleted = { type: 'PetDeleted', data: {}, eventId: 'e3' } as const;
  expect(fold([created, updated, deleted])).toEqual({ status: 'deleted' });
  expect(fold([created, deleted, { ...created, eventId: 'e4' }])).toEqual({ ...live, createdEventId: 'e4' });
});

test('an event that can not follow the state is a fault', () => {
  expect(() => evolve(live, { ...created, eventId: 'e2' })).toThrow('PetCreated e2 follows a live pet');
  expect(() => fold([{ type: 'PetDeleted', data: {}, eventId: 'e1' }])).toThrow('no live pet');
  expect(() => fold([{ type: 'PetUpdated', data: { changes: {} }, eventId: 'e1' }])).toThrow('no live pet');
});
