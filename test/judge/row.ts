import { canonicalJson } from './canonicalJson.ts';
import { isSameJson, type JsonObject } from './json.ts';
import type { PetEvent } from './petEvent.ts';
import { type PetState, shownPet } from './petState.ts';

/** The keys of the Pets table's indexes: a tombstone is in none of them. */
const INDEXED = ['shard', 'typeShard', 'statusShard', 'ownerShard', 'nameShard', 'foldedName', 'large'];

/**
 * What is wrong with the row of a pet whose newest event and state these are: the members that are not what they must
 * be. `shard` is the one that the pet's stored events name.
 */
export function wrongInRow(
  row: Record<string, unknown> | undefined,
  { petId, eventId, occurredAt }: PetEvent,
  state: PetState,
  shard: unknown,
): string[] {
  if (!row) return ['row'];
  const { pet, version, createdEventId } = { ...state, pet: shownPet(petId, state) };
  const wanted: JsonObject = { petId, version, eventId };
  if (pet)
    Object.assign(wanted, {
      pet: canonicalJson(pet),
      createdEventId,
      shard,
      typeShard: `${String(pet.type).toLowerCase()}#${shard}`,
    });
  else wanted.deletedAt = occurredAt;
  if (pet?.status !== undefined) wanted.statusShard = `${pet.status}#${shard}`;
  if (pet?.ownerId !== undefined) wanted.ownerShard = `${pet.ownerId}#${shard}`;
  const surplus = pet
    ? ['deletedAt', 'statusShard', 'ownerShard'].filter((member) => !(member in wanted))
    : ['pet', 'createdEventId', ...INDEXED];
  return [
    ...Object.keys(wanted).filter((member) => !isSameJson(row[member], wanted[member])),
    ...surplus.filter((member) => member in row),
    ...(Number.isInteger(row.projection) ? [] : ['projection']),
  ];
}
