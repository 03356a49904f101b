import type { JsonObject } from '../domain/jsonValue.ts';
import type { StreamKind } from './streamKind.ts';
import { UndecodableEvent } from './undecodableEvent.ts';

/** Brings a stored item of any past schema version to the newest shape. Throws `UndecodableEvent` for a later one. */
export function upcast(
  { schemaVersion, upcasters }: Pick<StreamKind, 'schemaVersion' | 'upcasters'>,
  item: JsonObject,
): JsonObject {
  let current = item;
  let version = item.schemaVersion as number;
  if (version > schemaVersion) throw new UndecodableEvent(`schemaVersion ${version} is of later code`);
  for (; version < schemaVersion; version++) {
    const upcaster = upcasters[version];
    if (!upcaster) throw new Error(`no upcaster reads schemaVersion ${version}`);
    current = { ...upcaster(current), schemaVersion: version + 1 };
  }
  return current;
}
