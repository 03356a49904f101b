import type { JsonObject, Violation } from './jsonValue.ts';
import { mergeObjects } from './mergePatch.ts';
import { MAX_PET_BYTES, type PetAttributes, parsePetAttributes, withoutServerOwned } from './pet.ts';
import type { PetEvent } from './petEvents.ts';
import { MAX_POINTER_BYTES, pointerBytes } from './pointerBytes.ts';
import { type PersonalName, petChangesBetween } from './splitPersonal.ts';

/** What a decision needs to know of a pet. */
export type PetState = { status: 'none' } | (Past & ({ status: 'live'; pet: PetAttributes } | { status: 'deleted' }));

/** The names of the personal values that a pet's history holds, whether the pet still has them or not. */
interface Past {
  held: readonly string[];
}

/** The state that a pet's newest event left it in; without an event, none. */
export function petStateAfter(
  newest: { state: PetAttributes | null; heldSince?: Record<string, number> } | undefined,
): PetState {
  if (!newest) return { status: 'none' };
  const held = Object.keys(newest.heldSince ?? {});
  return newest.state ? { status: 'live', pet: newest.state, held } : { status: 'deleted', held };
}

export type PetCommand =
  | { type: 'CreatePet'; attributes: JsonObject }
  | { type: 'UpdatePet'; patch: JsonObject }
  | { type: 'DeletePet' }
  /** Makes the pet again what it was: `pet` is a state of its past. */
  | { type: 'RestorePet'; pet: PetAttributes }
  | { type: 'ErasePersonalData'; fields: readonly PersonalName[] };

export type Refusal =
  | { reason: 'pet-exists' }
  | { reason: 'pet-not-found' }
  | { reason: 'pet-deleted' }
  | { reason: 'pet-too-large' }
  | { reason: 'pointers-too-long' }
  | { reason: 'invalid-pet'; violations: Violation[] };

/** The event that follows from a command, or null where it changes nothing; or why the command is refused. */
export type Decision = { accepted: true; event: PetEvent | null } | { accepted: false; refusal: Refusal };

/** What a command means for a pet in a given state. Pure. */
export function decide(command: PetCommand, state: PetState): Decision {
  switch (command.type) {
    case 'CreatePet':
      if (state.status === 'live') return refuse({ reason: 'pet-exists' });
      // A creation is a merge onto nothing: a null member is one that is not there, as everywhere in a merge patch.
      return withValidPet(mergeObjects({}, withoutServerOwned(command.attributes)), (pet) =>
        accept({ type: 'PetCreated', data: { pet } }),
      );
    case 'UpdatePet': {
      if (state.status !== 'live') return refuse(absence(state.status));
      const { pet: before } = state;
      return withValidPet(mergeObjects(before, withoutServerOwned(command.patch)), (after) => update(before, after));
    }
    case 'DeletePet':
      if (state.status === 'none') return refuse({ reason: 'pet-not-found' });
      return accept(state.status === 'live' ? { type: 'PetDeleted', data: {} } : null);
    case 'RestorePet':
      if (state.status === 'none') return refuse({ reason: 'pet-not-found' });
      // What was valid once may no longer be.
      return withValidPet(command.pet, (pet) =>
        state.status === 'live' ? update(state.pet, pet) : accept({ type: 'PetCreated', data: { pet } }),
      );
    case 'ErasePersonalData': {
      if (state.status === 'none') return refuse({ reason: 'pet-not-found' });
      const fields = command.fields.filter((field) => state.held.includes(field));
      return accept(fields.length > 0 ? { type: 'PersonalDataErased', data: { fields } } : null);
    }
    default:
      throw new Error(`unknown command ${(command satisfies never as PetCommand).type}`);
  }
}

function withValidPet(attributes: JsonObject, decision: (pet: PetAttributes) => Decision): Decision {
  const parsed = parsePetAttributes(attributes);
  if (!parsed.ok) return refuse({ reason: 'invalid-pet', violations: parsed.violations });
  if (new TextEncoder().encode(JSON.stringify(attributes)).length > MAX_PET_BYTES)
    return refuse({ reason: 'pet-too-large' });
  if (pointerBytes(attributes) > MAX_POINTER_BYTES) return refuse({ reason: 'pointers-too-long' });
  return decision(parsed.pet);
}

function update(before: PetAttributes, after: PetAttributes): Decision {
  const changes = petChangesBetween(before, after);
  return accept(Object.keys(changes).length > 0 ? { type: 'PetUpdated', data: { changes } } : null);
}

const accept = (event: PetEvent | null): Decision => ({ accepted: true, event });
const refuse = (refusal: Refusal): Decision => ({ accepted: false, refusal });
const absence = (status: 'none' | 'deleted'): Refusal => ({
  reason: status === 'none' ? 'pet-not-found' : 'pet-deleted',
});
