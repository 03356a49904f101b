import type { JsonObject } from './json.ts';
import { opened, petOf } from './personal.ts';

/** A pet's event as clients of `GET /events` see it. */
export interface PetEvent {
  eventId: string;
  petId: string;
  version: number;
  type: string;
  schemaVersion: number;
  occurredAt: string;
  data: JsonObject;
  /** The attributes after the event, as the event itself carries them; null after a deletion. */
  state: JsonObject | null;
  /** The PetCreated that began the pet's present life; null after a deletion. */
  createdEventId: string | null;
  metadata: { actor: string; requestId: string; correlationId: string; causationId?: string; traceparent?: string };
  previousHash: string | null;
  hash: string;
}

/**
 * Reads an item of the Events table: what other attributes say already is stored once, so a PetCreated has no `state`
 * beside its `data.pet`.
 */
export function eventOfItem(item: Record<string, unknown>): PetEvent {
  const { personal: beside = {}, ...stored } = item as unknown as PetEvent & { personal?: JsonObject };
  const whole = (attributes: JsonObject) => {
    const { plain, personal } = opened(attributes, beside);
    return petOf(plain, personal);
  };
  const { pet, changes } = stored.data as { pet?: JsonObject; changes?: JsonObject };
  const state = stored.state ? whole(stored.state) : null;
  const event = { ...stored, state };
  if (pet) return { ...event, data: { pet: whole(pet) }, state: whole(pet), createdEventId: event.eventId };
  if (changes) {
    const { plain, personal } = opened(changes, beside);
    event.data = { changes: { ...plain, ...(Object.keys(personal).length > 0 && { $personal: personal }) } };
  }
  return { ...event, createdEventId: event.createdEventId ?? null };
}
