import type { JsonObject } from '../domain/jsonValue.ts';
import { fromItem, toItem } from './fromItem.ts';
import { hashOf } from './hashOf.ts';
import type { RecordedEvent } from './recordedEvent.ts';
import type { DomainEvent, StreamKind } from './streamKind.ts';

/** An event, and the item that will be stored of it. */
export interface SealedEvent<E extends DomainEvent = DomainEvent, S extends object = object> {
  event: RecordedEvent<E, S>;
  item: JsonObject;
}

export type UnsealedEvent<E extends DomainEvent, S extends object> = E &
  Omit<RecordedEvent<DomainEvent, S>, 'hash' | 'type' | 'data'>;

/**
 * Completes an event with the hash over its item. The event is what reading the item back gives: what can't be read is
 * never stored, but throws `UndecodableEvent` here.
 */
export function seal<E extends DomainEvent, S extends object>(
  kind: StreamKind<E, S>,
  unsealed: UnsealedEvent<E, S>,
): SealedEvent<E, S> {
  const item = toItem(kind, unsealed);
  item.hash = hashOf(item);
  return { event: fromItem(kind, item), item };
}
