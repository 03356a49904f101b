import type { EventOf, RecordedEvent } from './recordedEvent.ts';
import type { StreamKind } from './streamKind.ts';

/** What an event leaves behind: the state, and the event that began the life it belongs to. */
export type Life<R extends RecordedEvent> = Pick<R, 'state' | 'createdEventId'>;

/** The life that an event leads to from the one before it. Throws where the event can't follow. */
export function lifeAfter<R extends RecordedEvent>(
  { evolve }: Pick<StreamKind<R>, 'evolve'>,
  previous: Life<R> | undefined,
  event: EventOf<R>,
  eventId: string,
): Life<R> {
  const before = previous?.state ?? null;
  const state = evolve(before, event);
  if (state === null) return { state, createdEventId: null };
  return { state, createdEventId: before === null ? eventId : previous!.createdEventId };
}
