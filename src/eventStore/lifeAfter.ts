import type { JsonObject } from '../domain/jsonValue.ts';
import type { EventOf, RecordedEvent } from './recordedEvent.ts';
import type { StreamKind } from './streamKind.ts';

/** What an event leaves behind: the state, the event that began the life it belongs to, and which personal values are held. */
export type Life<R extends RecordedEvent> = Pick<R, 'state' | 'createdEventId' | 'heldSince'>;

/** The life that an event leads to from the one before it. Throws where the event can't follow. */
export function lifeAfter<R extends RecordedEvent>(
  { evolve, personal }: Pick<StreamKind<R>, 'evolve' | 'personal'>,
  previous: Life<R> | undefined,
  event: EventOf<R>,
  { eventId, version }: { eventId: string; version: number },
): Life<R> {
  const before = previous?.state ?? null;
  const state = evolve(before, event);
  const held = new Map(Object.entries(previous?.heldSince ?? {}));
  for (const name of personal?.erasedBy(event) ?? []) held.delete(name);
  for (const name of Object.keys((state && personal?.split(state as JsonObject).personal) ?? {}))
    held.set(name, held.get(name) ?? version);
  const past = held.size > 0 && { heldSince: Object.fromEntries(held) };
  if (state === null) return { state, createdEventId: null, ...past } as Life<R>;
  return { state, createdEventId: before === null ? eventId : previous!.createdEventId, ...past } as Life<R>;
}
