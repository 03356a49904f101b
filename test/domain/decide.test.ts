import { describe, expect, test } from 'vitest';
import { type Decision, decide, type PetCommand, petStateAfter } from '../../src/domain/decide.ts';
import { fold, type PetEvent } from '../../src/domain/petEvents.ts';

/** Given events, when a command, then the event or the refusal. */
const given = (...events: PetEvent[]) => ({
  when: (command: PetCommand) => ({
    expect(expected: PetEvent | null) {
      expect(decide(command, stateOf(events))).toEqual({ accepted: true, event: expected } satisfies Decision);
    },
    refused(refusal: object) {
      expect(decide(command, stateOf(events))).toEqual({ accepted: false, refusal });
    },
  }),
});
const stateOf = (events: PetEvent[]) => petStateAfter(events.length > 0 ? { state: fold(events) } : undefined);

const fido = { name: 'Fido', type: 'dog' };
const created: PetEvent = { type: 'PetCreated', data: { pet: fido } };
const deleted: PetEvent = { type: 'PetDeleted', data: {} };

describe('CreatePet', () => {
  test('a new pet is created with what the caller said, unknown keys included', () => {
    const attributes = { ...fido, weightKg: 12.5, toys: [{ name: 'ball' }] };
    given()
      .when({ type: 'CreatePet', attributes })
      .expect({ type: 'PetCreated', data: { pet: attributes } });
  });
  test('server-owned keys and null members are left out', () => {
    given()
      .when({
        type: 'CreatePet',
        attributes: { ...fido, petId: 'x', version: 9, createdAt: 'a', updatedAt: 'b', breed: null },
      })
      .expect(created);
  });
  test('a live pet is not created again', () => {
    given(created).when({ type: 'CreatePet', attributes: fido }).refused({ reason: 'pet-exists' });
  });
  test('a deleted pet may be', () => {
    given(created, deleted).when({ type: 'CreatePet', attributes: fido }).expect(created);
  });
  test.each([
    [{}, ['/name', '/type']],
    [{ name: '', type: 'dog' }, ['/name']],
    [{ name: 'x'.repeat(201), type: 'dog' }, ['/name']],
    [{ name: 7, type: 'dog' }, ['/name']],
    [{ ...fido, type: 'x'.repeat(101) }, ['/type']],
    [{ ...fido, weightKg: 0 }, ['/weightKg']],
    [{ ...fido, weightKg: '3' }, ['/weightKg']],
    [{ ...fido, birthDate: '2024-02-30' }, ['/birthDate']],
    [{ ...fido, status: 'lost' }, ['/status']],
    [{ ...fido, tags: ['a', 1] }, ['/tags/1']],
    [{ ...fido, photoUrls: Array(51).fill('u') }, ['/photoUrls']],
    [{ ...fido, breed: ['a'] }, ['/breed']],
  ])('%j is refused at %j', (attributes, pointers) => {
    const decision = decide({ type: 'CreatePet', attributes }, { status: 'none' });
    if (decision.accepted || decision.refusal.reason !== 'invalid-pet')
      throw new Error('it was not refused as invalid');
    expect(decision.refusal.violations.map(({ pointer }) => pointer)).toEqual(pointers);
    for (const { message } of decision.refusal.violations) expect(message).toMatch(/^(must be |is missing$)/);
  });
  test('a name of 200 letters outside the basic plane is not too long', () => {
    const attributes = { ...fido, name: '𝒳'.repeat(200) };
    given()
      .when({ type: 'CreatePet', attributes })
      .expect({ type: 'PetCreated', data: { pet: attributes } });
  });
});

describe('UpdatePet', () => {
  test('only what changes is recorded', () => {
    given(created)
      .when({ type: 'UpdatePet', patch: { ...fido, version: 1, name: 'Rex', address: { city: 'Bonn', zip: null } } })
      .expect({
        type: 'PetUpdated',
        data: { changes: { name: 'Rex', $personal: { other: { address: { city: 'Bonn' } } } } },
      });
  });
  test('a null removes a member', () => {
    given(created, { type: 'PetUpdated', data: { changes: { breed: 'Beagle' } } })
      .when({ type: 'UpdatePet', patch: { breed: null } })
      .expect({ type: 'PetUpdated', data: { changes: { breed: null } } });
  });
  test('a required member can not be removed', () => {
    given(created)
      .when({ type: 'UpdatePet', patch: { name: null } })
      .refused({
        reason: 'invalid-pet',
        violations: [{ pointer: '/name', message: 'is missing' }],
      });
  });
  test('no change, no event', () => {
    given(created)
      .when({ type: 'UpdatePet', patch: { name: 'Fido', breed: null } })
      .expect(null);
  });
  test('a pet that never was', () => {
    given().when({ type: 'UpdatePet', patch: {} }).refused({ reason: 'pet-not-found' });
  });
  test('a deleted pet', () => {
    given(created, deleted).when({ type: 'UpdatePet', patch: {} }).refused({ reason: 'pet-deleted' });
  });
  test('64 KiB are bytes, not characters', () =>
    given(created)
      .when({ type: 'UpdatePet', patch: { notes: 'ä'.repeat(40_000) } })
      .refused({ reason: 'pet-too-large' }));
  test('a pet that would outgrow 64 KiB', () => {
    const notes = { type: 'PetUpdated', data: { changes: { notes: 'n'.repeat(40_000) } } } as const;
    given(created, notes)
      .when({ type: 'UpdatePet', patch: { more: 'm'.repeat(40_000) } })
      .refused({ reason: 'pet-too-large' });
  });
});

describe('RestorePet', () => {
  const past = { ...fido, breed: 'Beagle', address: { city: 'Bonn' } };
  const renamed: PetEvent = {
    type: 'PetUpdated',
    data: { changes: { name: 'Rex', color: 'red', address: { zip: 1 } } },
  };

  test('a live pet is updated by what differs', () =>
    given(created, renamed)
      .when({ type: 'RestorePet', pet: past })
      .expect({
        type: 'PetUpdated',
        data: {
          changes: {
            name: 'Fido',
            color: null,
            breed: 'Beagle',
            $personal: { other: { address: { city: 'Bonn' } } },
          },
        },
      }));
  test('a deleted pet is created again', () =>
    given(created, deleted)
      .when({ type: 'RestorePet', pet: past })
      .expect({ type: 'PetCreated', data: { pet: past } }));
  test('what is so already is no event', () => given(created).when({ type: 'RestorePet', pet: fido }).expect(null));
  test('a pet that never was', () =>
    given().when({ type: 'RestorePet', pet: fido }).refused({ reason: 'pet-not-found' }));
  test('a state that is no longer valid', () =>
    given(created)
      .when({ type: 'RestorePet', pet: { name: '', type: 'dog' } })
      .refused({
        reason: 'invalid-pet',
        violations: [{ pointer: '/name', message: 'must be text of 1 to 200 characters' }],
      }));
});

describe('DeletePet', () => {
  test('a live pet', () => given(created).when({ type: 'DeletePet' }).expect(deleted));
  test('a deleted pet: nothing happens twice', () => given(created, deleted).when({ type: 'DeletePet' }).expect(null));
  test('a pet that never was', () => given().when({ type: 'DeletePet' }).refused({ reason: 'pet-not-found' }));
});
