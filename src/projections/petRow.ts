import type { Pet } from '../domain/pet.ts';
import { shardOf } from '../dynamo/shards.ts';
import { petAfter, type RecordedEvent } from '../eventStore/recordedEvent.ts';

/** Raised when the code below makes other rows of the same events: a rebuild then rewrites rows in place. */
export const PROJECTION = 1;

/** An item of the Pets table. The row of a deleted pet is a tombstone: it is in no index, and keeps the version. */
export type PetRow = LivePetRow | Tombstone;

interface RowBase {
  petId: string;
  /** The version and id of the newest event in the row. */
  version: number;
  eventId: string;
  projection: number;
}
export interface LivePetRow extends RowBase {
  pet: Pet;
  createdEventId: string;
  shard: string;
  typeShard: string;
}
export interface Tombstone extends RowBase {
  deletedAt: string;
}

export const isLive = (row: PetRow): row is LivePetRow => 'pet' in row;

/** The key of the index `byType`: all pets of a type, spread over the shards. */
export const typeShardOf = (type: string, shard: string): string => `${type}#${shard}`;

/** The row that an event leads to. The event carries the state after it, so no other event is needed. */
export function petRow(event: RecordedEvent): PetRow {
  const { petId, version, eventId, createdEventId } = event;
  const base = { petId, version, eventId, projection: PROJECTION };
  const pet = petAfter(event);
  if (!pet || createdEventId === null) return { ...base, deletedAt: event.occurredAt };
  const shard = shardOf(petId);
  return { ...base, pet, createdEventId, shard, typeShard: typeShardOf(pet.type, shard) };
}
