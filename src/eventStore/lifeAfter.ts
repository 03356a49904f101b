import type { RecordedEvent } from './recordedEvent.ts';
import type { DomainEvent, StreamKind } from './streamKind.ts';

/** What an event leaves behind: the state, and the event that began the life it belongs to. */
export type Life<S extends object> = Pick<RecordedEvent<DomainEvent, S>, 'state' | 'createdEventId'>;

/** The life that an event leads to from the one before it. Throws where the event can't follow. */
export function lifeAfter<E extends DomainEvent, S extends object>(
  { evolve }: Pick<StreamKind<E, S>, 'evolve'>,
  previous: Life<S> | undefined,
  event: E & { eventId: string },
): Life<S> {
  const before = previous?.state ?? null;
  const state = evolve(before, event);
  if (state === null) return { state, createdEventId: null };
  return { state, createdEventId: before === null ? event.eventId : previous!.createdEventId };
}
