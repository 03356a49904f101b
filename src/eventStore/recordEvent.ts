import { commitmentsOf } from './commitmentsOf.ts';
import { lifeAfter } from './lifeAfter.ts';
import { decodedInstant, nextEventId } from './nextEventId.ts';
import type { EventMetadata, EventOf, RecordedEvent, UnsealedEvent } from './recordedEvent.ts';
import { type SealedEvent, seal } from './seal.ts';
import { type StreamKind, schemaVersionOf } from './streamKind.ts';

/**
 * Makes the event that follows `previous` in its stream, ready to be appended to a table with so many shards. `now` is in
 * milliseconds since 1970. Throws `UndecodableEvent` for an event that could not be read back.
 */
export function recordEvent<R extends RecordedEvent>(
  kind: StreamKind<R>,
  streamId: string,
  previous: R | undefined,
  event: EventOf<R>,
  metadata: EventMetadata,
  now: number,
  shards = 1,
): SealedEvent<R> {
  const eventId = nextEventId(previous?.eventId, now);
  const version = (previous?.version ?? 0) + 1;
  const life = lifeAfter(kind, previous, event, { eventId, version });
  const unsealed = {
    ...event,
    eventId,
    streamId,
    version,
    schemaVersion: schemaVersionOf(kind),
    occurredAt: decodedInstant(eventId),
    ...life,
    commitments: commitmentsOf(kind, life.state, previous),
    metadata,
    previousHash: previous?.hash ?? null,
  } as UnsealedEvent<R>;
  return seal(kind, unsealed, shards);
}
