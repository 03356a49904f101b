import { expect, test } from 'vitest';
import type { PetState } from './petState.ts';
import { type Change, type Verdict, verdictOn } from './verdict.ts';

const FIDO = { name: 'Fido', type: 'dog', address: { city: 'Ulm', zip: 1 } };
const state = (version: number, pet: PetState['pet']): PetState => ({
  version,
  pet,
  createdEventId: pet && 'id',
  updatedAt: '',
});
/** Never, created, renamed, deleted. */
const PAST = [state(0, null), state(1, FIDO), state(2, { ...FIDO, name: 'Rex' }), state(3, null)];

const event = (type: string, data: object) => ({ refusals: [], event: { type, data } });
const refused = (...refusals: number[]) => ({ refusals, event: null });
const NOTHING = { refusals: [], event: null };

test.each<[Change, number, object]>([
  [
    { kind: 'create', body: { name: 'A', type: 'b', petId: 'x', version: 7, tags: null } },
    0,
    event('PetCreated', { pet: { name: 'A', type: 'b' } }),
  ],
  [{ kind: 'create', body: { name: 'A', type: 'b' } }, 1, refused(409)],
  [{ kind: 'create', body: { name: 'A', type: 'b' } }, 3, event('PetCreated', { pet: { name: 'A', type: 'b' } })],
  [{ kind: 'create', body: { name: 'A' } }, 0, refused(400)],
  [{ kind: 'create', body: { name: 'A', type: 'b', n: 'x'.repeat(65_536) } }, 0, refused(413)],
  [{ kind: 'update', body: { name: 'Rex' } }, 0, refused(404)],
  [{ kind: 'update', body: { name: 'Rex' } }, 1, event('PetUpdated', { changes: { name: 'Rex' } })],
  [{ kind: 'update', body: { name: 'Rex' } }, 2, NOTHING],
  [{ kind: 'update', body: { name: 'Rex' } }, 3, refused(410)],
  [
    { kind: 'update', body: { address: { zip: null }, name: 'Fido' } },
    1,
    event('PetUpdated', { changes: { $personal: { other: { address: { city: 'Ulm' } } } } }),
  ],
  [
    { kind: 'update', body: { address: { street: 'B' } } },
    1,
    event('PetUpdated', { changes: { $personal: { other: { address: { city: 'Ulm', zip: 1, street: 'B' } } } } }),
  ],
  [{ kind: 'update', body: { name: null } }, 1, refused(400)],
  [{ kind: 'update', body: { name: null }, ifMatch: '"7"' }, 1, refused(412, 400)],
  [{ kind: 'update', body: {}, ifMatch: '"2"' }, 2, NOTHING],
  [{ kind: 'update', body: {}, ifMatch: '"1"' }, 2, refused(412)],
  [{ kind: 'update', body: {}, ifMatch: '"1"' }, 3, refused(410)],
  [{ kind: 'update', body: {}, ifMatch: 'x' }, 3, refused(400, 410)],
  [{ kind: 'delete' }, 0, refused(404)],
  [{ kind: 'delete' }, 1, event('PetDeleted', {})],
  [{ kind: 'delete', ifMatch: '"1"' }, 2, refused(412)],
  [{ kind: 'delete', ifMatch: '"1"' }, 3, NOTHING],
  [{ kind: 'restore' }, 0, refused(404)],
  [{ kind: 'restore' }, 2, NOTHING],
  [{ kind: 'restore' }, 3, event('PetCreated', { pet: { ...FIDO, name: 'Rex' } })],
  [{ kind: 'restore', version: 1 }, 2, event('PetUpdated', { changes: { name: 'Fido' } })],
  [{ kind: 'restore', version: 1 }, 3, event('PetCreated', { pet: FIDO })],
  [{ kind: 'restore', version: 1, ifMatch: '"3"' }, 3, event('PetCreated', { pet: FIDO })],
  [{ kind: 'restore', version: 1, ifMatch: '"2"' }, 3, refused(412)],
  [{ kind: 'restore', version: 3 }, 2, refused(404)],
  [{ kind: 'restore', version: 3 }, 3, refused(400)],
] as [Change, number, Verdict][])('%j at version %i', (change, version, verdict) => {
  expect(verdictOn(change, PAST, version)).toEqual(verdict);
});
