import type { JsonObject } from '../domain/jsonValue.ts';
import { fromItem, toItem } from './fromItem.ts';
import { hashOf } from './hashOf.ts';
import type { RecordedEvent, UnsealedEvent } from './recordedEvent.ts';
import type { StreamKind } from './streamKind.ts';

/** An event, and the item that will be stored of it. */
export interface SealedEvent<R extends RecordedEvent = RecordedEvent> {
  event: R;
  item: JsonObject;
}

/**
 * Completes an event with the hash over its item, as a table with so many shards stores it. The event is what reading the
 * item back gives: what can't be read is never stored, but throws `UndecodableEvent` here.
 */
export function seal<R extends RecordedEvent>(
  kind: StreamKind<R>,
  unsealed: UnsealedEvent<R>,
  shards = 1,
): SealedEvent<R> {
  const item = toItem(kind, unsealed, shards);
  item.hash = hashOf(item);
  return { event: fromItem(kind, item), item };
}
