import type { JsonObject } from '../domain/jsonValue.ts';

/** The newest shape that this code reads and the one that it writes. */
export const SCHEMA_VERSION = 1;

/**
 * Upcasters by the schemaVersion they read; each returns the item in the shape of the next version. Stored items are
 * never migrated, so an entry stays for ever once it is here.
 */
const upcasters: Record<number, (item: JsonObject) => JsonObject> = {};

/** Brings a stored item of any past schema version to the newest shape. */
export function upcast(item: JsonObject): JsonObject {
  let current = item;
  for (let version = item.schemaVersion as number; version < SCHEMA_VERSION; version++) {
    const upcaster = upcasters[version];
    if (!upcaster) throw new Error(`no upcaster reads schemaVersion ${version}`);
    current = { ...upcaster(current), schemaVersion: version + 1 };
  }
  return current;
}
