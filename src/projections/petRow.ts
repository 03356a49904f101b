import type { Pet } from '../domain/pet.ts';
import { shardOf } from '../dynamo/shardOf.ts';
import { petAfter, type RecordedPetEvent } from '../streams/petStream.ts';
import { tables } from '../tables.ts';
import { type Projection, type RowHead, rowOf } from './projection.ts';

/** An item of the Pets table. The row of a deleted pet is a tombstone: it is in no index, and keeps the version. */
export type PetRow = LivePetRow | Tombstone;

export interface LivePetRow extends RowHead {
  petId: string;
  pet: Pet;
  createdEventId: string;
  shard: string;
  typeShard: string;
}
export interface Tombstone extends RowHead {
  petId: string;
  deletedAt: string;
}
type Attributes<R> = R extends RowHead ? Omit<R, keyof RowHead | 'petId'> : never;

export const isLive = (row: PetRow): row is LivePetRow => 'pet' in row;

/** The key of the index `byType`: all pets of a type, spread over the shards. */
export const typeShardOf = (type: string, shard: string): string => `${type}#${shard}`;

/** The Pets table: the pets as they are now. */
export const petsProjection: Projection<RecordedPetEvent, Attributes<PetRow>> = {
  table: tables.pets,
  number: 1,
  columns: { pet: true, createdEventId: true, shard: true, typeShard: true, deletedAt: true },
  row(event, shards = 1) {
    const pet = petAfter(event);
    const { createdEventId, occurredAt, streamId } = event;
    if (!pet || createdEventId === null) return { deletedAt: occurredAt };
    const shard = shardOf(streamId, shards);
    return { pet, createdEventId, shard, typeShard: typeShardOf(pet.type, shard) };
  },
};

export const petRow = (event: RecordedPetEvent): PetRow => rowOf(petsProjection, event) as unknown as PetRow;
