import * as z from 'zod/mini';
import type { JsonObject } from '../domain/jsonValue.ts';
import type { PetAttributes } from '../domain/pet.ts';
import { PET_EVENT_TYPES } from '../domain/petEvents.ts';
import { shardOf } from '../dynamo/shards.ts';
import { SCHEMA_VERSION, upcast } from '../streams/petStream.ts';
import { hashOf } from './hashOf.ts';
import { ULID } from './nextEventId.ts';
import type { RecordedEvent } from './recordedEvent.ts';

/** An item of the Events table that is not an event this code can read. Retrying will not help. */
export class UndecodableEvent extends Error {
  override readonly name = 'UndecodableEvent';
}

type Unsealed<E = RecordedEvent> = E extends RecordedEvent ? Omit<E, 'hash'> : never;

/** Completes an event with the hash over the item that will be stored. */
export function sealed(event: Unsealed): RecordedEvent {
  return { ...event, hash: hashOf(toItem(event)) } as RecordedEvent;
}

/**
 * The item of the Events table. What other attributes already say is left out: the state after a PetCreated is its
 * `data.pet`, and its `createdEventId` is its own id. `shard` and `firstOf`, which only first versions have, are the
 * keys of indexes.
 */
export function toItem(event: Unsealed | RecordedEvent): JsonObject {
  const { state, createdEventId, ...item } = event;
  const first = event.version === 1 ? { firstOf: event.petId } : {};
  const carried =
    event.type === 'PetCreated' ? {} : createdEventId === null ? { state: null } : { state, createdEventId };
  return { ...item, ...carried, ...first, shard: shardOf(event.petId) } as unknown as JsonObject;
}

/** What every past and present schema version has in common; `upcast` brings the rest up to date. */
const storedEventSchema = z.looseObject({
  petId: z.string(),
  version: z.int().check(z.positive()),
  eventId: z.string().check(z.regex(ULID)),
  type: z.enum(PET_EVENT_TYPES),
  schemaVersion: z.int().check(z.positive(), z.maximum(SCHEMA_VERSION)),
  occurredAt: z.iso.datetime(),
  data: z.looseObject({}),
  state: z.optional(z.nullable(z.looseObject({}))),
  createdEventId: z.optional(z.string().check(z.regex(ULID))),
  metadata: z.looseObject({ actor: z.string(), requestId: z.string(), correlationId: z.string() }),
  previousHash: z.nullable(z.string()),
  hash: z.string(),
});

/** Reads an item of the Events table, whatever schema version wrote it. Throws `UndecodableEvent`. */
export function fromItem(item: unknown): RecordedEvent {
  const parsed = storedEventSchema.safeParse(item);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UndecodableEvent(`not a stored event: ${issue?.path.join('.')} ${issue?.message}`);
  }
  const { shard: _, firstOf: __, ...event } = upcast(item as JsonObject) as JsonObject & Partial<RecordedEvent>;
  if (event.type === 'PetCreated') {
    return { ...event, state: event.data?.pet as PetAttributes, createdEventId: event.eventId } as RecordedEvent;
  }
  return { ...event, state: event.state ?? null, createdEventId: event.createdEventId ?? null } as RecordedEvent;
}
