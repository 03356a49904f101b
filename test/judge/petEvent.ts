import type { JsonObject } from './json.ts';

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
  const event = item as unknown as PetEvent;
  if (event.type === 'PetCreated')
    return { ...event, state: event.data.pet as JsonObject, createdEventId: event.eventId };
  return { ...event, state: event.state ?? null, createdEventId: event.createdEventId ?? null };
}
