import type { JsonObject } from './json.ts';
import { mergePatch } from './mergePatch.ts';
import { personalOf, petOf, plainOf } from './personal.ts';
import type { PetEvent } from './petEvent.ts';
import { timeOfUlid } from './ulid.ts';

/** What a pet is at a version. Without a pet there never was one (version 0), or it is deleted. */
export interface PetState {
  version: number;
  pet: JsonObject | null;
  createdEventId: string | null;
  updatedAt: string;
}

const NEVER: PetState = { version: 0, pet: null, createdEventId: null, updatedAt: '' };

/** One event onto a state, by its data alone. */
export function evolve(before: PetState, { type, version, eventId, data }: PetEvent): PetState {
  const at = { version, updatedAt: timeOfUlid(eventId) };
  if (type === 'PetCreated') return { ...at, pet: data.pet as JsonObject, createdEventId: eventId };
  if (type === 'PetDeleted') return { ...at, pet: null, createdEventId: null };
  const { createdEventId } = before;
  if (type === 'PersonalDataErased')
    return { ...at, pet: before.pet && without(before.pet, data.fields as string[]), createdEventId };
  const { $personal = {}, ...patch } = data.changes as JsonObject;
  const pet = before.pet ?? {};
  const plain = mergePatch(plainOf(pet), patch) as JsonObject;
  return { ...at, pet: petOf(plain, { ...personalOf(pet), ...($personal as JsonObject) }), createdEventId };
}

const without = (pet: JsonObject, names: string[]): JsonObject =>
  petOf(plainOf(pet), { ...personalOf(pet), ...Object.fromEntries(names.map((name) => [name, null])) });

/** The fold of a pet's events, oldest first: the state at each version, from 0. A version that is missing changes nothing. */
export function statesOf(events: readonly PetEvent[]): PetState[] {
  const states = [NEVER];
  for (const event of events) {
    while (states.length < event.version) states.push(states.at(-1)!);
    states[event.version] = evolve(states[event.version - 1]!, event);
  }
  return states;
}

/** The pet as clients, rows and messages have it; null where there is none. */
export function shownPet(petId: string, { version, pet, createdEventId, updatedAt }: PetState): JsonObject | null {
  if (!pet) return null;
  return { ...pet, petId, version, createdAt: timeOfUlid(createdEventId ?? ''), updatedAt };
}
