import * as z from 'zod/mini';
import type { JsonObject } from './jsonValue.ts';
import type { PetAttributes } from './pet.ts';
import { PERSONAL_NAMES, type PetChanges, withoutPersonal, withPetChanges } from './splitPersonal.ts';

// The data below is the storage format. Stored events are never migrated: a change here needs an upcaster
// (src/streams/petStream.ts).

type Life = { 'a live pet': PetAttributes; 'no live pet': null; 'what was there': PetAttributes | null };

interface EventDefinition<Data extends JsonObject, Left extends keyof Life = keyof Life> {
  /** Reading changes nothing: what goes in comes out, so a default or a transformation has no place here. */
  data: z.ZodMiniType<Data, Data>;
  /** The member of the data that holds attributes: a whole pet, or the changes to one. */
  attributes?: { member: keyof Data & string; are: 'whole' | 'changes' };
  /** Whether the pet lives when the event happens to it. */
  happensTo: keyof Life;
  /** Whether it lives after it. */
  leaves: Left;
  /** The pet after the event; null where it lives no more. */
  evolve(pet: PetAttributes | null, data: Data): Life[Left];
  /** How a person reads the event: the pet "was ...". */
  reads: string;
  /** What it means for the pet, for colours. */
  tone: 'gain' | 'change' | 'loss';
}
const define = <Data extends JsonObject, Left extends keyof Life>(definition: EventDefinition<Data, Left>) =>
  definition;

/** What was valid when it was stored may no longer be: only what every pet ever had is demanded of a stored one. */
export const storedPetSchema = z.looseObject({ name: z.string(), type: z.string() }) as z.ZodMiniType<
  PetAttributes,
  PetAttributes
>;

/** The one list of what can happen to a pet. Everything else that names event types derives from it. */
export const petEvents = {
  PetCreated: define({
    data: z.object({ pet: storedPetSchema }),
    attributes: { member: 'pet', are: 'whole' },
    happensTo: 'no live pet',
    leaves: 'a live pet',
    evolve: (_, { pet }) => pet,
    reads: 'created',
    tone: 'gain',
  }),
  /** `changes` are the smallest from the state before to the state after. */
  PetUpdated: define({
    data: z.object({ changes: z.looseObject({}) as unknown as z.ZodMiniType<PetChanges, PetChanges> }),
    attributes: { member: 'changes', are: 'changes' },
    happensTo: 'a live pet',
    leaves: 'a live pet',
    evolve: (pet, { changes }) => withPetChanges(pet!, changes),
    reads: 'changed',
    tone: 'change',
  }),
  PetDeleted: define({
    data: z.object({}),
    happensTo: 'a live pet',
    leaves: 'no live pet',
    evolve: () => null,
    reads: 'deleted',
    tone: 'loss',
  }),
  /** The personal values of these names are to go from every earlier event too; a deleted pet has some as well. */
  PersonalDataErased: define({
    data: z.object({ fields: z.array(z.enum(PERSONAL_NAMES)) }),
    happensTo: 'what was there',
    leaves: 'what was there',
    evolve: (pet, { fields }) => pet && withoutPersonal(pet, fields),
    reads: 'cleared of personal data',
    tone: 'loss',
  }),
};

export type PetEventType = keyof typeof petEvents;
export type PetEventOf<T extends PetEventType> = { type: T; data: z.infer<(typeof petEvents)[T]['data']> };
/** The types that end a pet's life. */
export type PetEventEnding = {
  [T in PetEventType]: (typeof petEvents)[T]['leaves'] extends 'no live pet' ? T : never;
}[PetEventType];
export type PetEvent = { [T in PetEventType]: PetEventOf<T> }[PetEventType];

export const PET_EVENT_TYPES = Object.keys(petEvents) as [PetEventType, ...PetEventType[]];

/** One event onto a pet; null is no live pet. An event that can't follow the state means a broken history, and throws. */
export function evolve(pet: PetAttributes | null, event: PetEvent): PetAttributes | null {
  const { happensTo, evolve } = petEvents[event.type] as EventDefinition<PetEvent['data']>;
  if (happensTo !== 'what was there' && (happensTo === 'a live pet') !== (pet !== null))
    throw new Error(`${event.type} happens to ${happensTo}, and the pet ${pet === null ? 'does not live' : 'lives'}`);
  return evolve(pet, event.data);
}

/** Many events onto nothing, in the order of their versions. */
export const fold = (events: Iterable<PetEvent>): PetAttributes | null => {
  let pet: PetAttributes | null = null;
  for (const event of events) pet = evolve(pet, event);
  return pet;
};

/**
 * An event's data with the attributes in it read another way: a whole pet by `whole`, the changes to one by `changes`. Data
 * without attributes stays as it is.
 */
export function mapAttributes<E extends PetEvent>(
  { type, data }: E,
  read: { whole(pet: PetAttributes): JsonObject; changes(changes: PetChanges): JsonObject },
): E['data'] {
  const { attributes }: { attributes?: { member: string; are: 'whole' | 'changes' } } = petEvents[type];
  if (!attributes) return data;
  const held = (data as JsonObject)[attributes.member];
  const mapped = attributes.are === 'whole' ? read.whole(held as PetAttributes) : read.changes(held as PetChanges);
  return { ...data, [attributes.member]: mapped } as E['data'];
}
