import type { JsonObject } from '../domain/jsonValue.ts';
import { type StreamKind, schemaVersionOf } from './streamKind.ts';
import { UndecodableEvent } from './undecodableEvent.ts';

/** Brings a stored item of any past schema version to the newest shape. Throws `UndecodableEvent` for a later one. */
export function upcast(kind: Pick<StreamKind, 'upcasters'>, item: JsonObject): JsonObject {
  const version = item.schemaVersion as number;
  const newest = schemaVersionOf(kind);
  if (version > newest) throw new UndecodableEvent(`schemaVersion ${version} is of later code`);
  const current = kind.upcasters.slice(version - 1).reduce((older, upcaster) => upcaster(older), item);
  return { ...current, schemaVersion: newest };
}
