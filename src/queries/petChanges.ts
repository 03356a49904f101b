import { type FieldChange, fieldChanges, fieldsOf } from '../domain/fieldChanges.ts';
import { isObject, type JsonObject, type JsonValue, pointerTo, sameJson } from '../domain/jsonValue.ts';
import { PERSONAL_NAMES } from '../domain/splitPersonal.ts';
import type { PetEventStore, RecordedPetEvent } from '../streams/petStream.ts';

/** An event, and what it changed. */
export interface PetChange {
  event: RecordedPetEvent;
  changes: FieldChange[];
}

export interface ChangesRange {
  order: 'asc' | 'desc';
  /** Goes on behind this version, in the order. */
  after?: number;
  limit?: number;
}

/** A pet's events with what each changed, read as they are taken. A change needs the event before it: one read more. */
export async function* petChanges(store: PetEventStore, petId: string, range: ChangesRange): AsyncGenerator<PetChange> {
  yield* range.order === 'asc' ? oldestFirst(store, petId, range) : newestFirst(store, petId, range);
}

async function* oldestFirst(store: PetEventStore, petId: string, { after, limit }: ChangesRange) {
  const range = {
    ...(after !== undefined && { from: after }),
    ...(limit !== undefined && { limit: after === undefined ? limit : limit + 1 }),
  };
  let previous: RecordedPetEvent | undefined;
  for await (const event of store.read(petId, range)) {
    if (event.version !== after) yield changeBy(event, previous);
    previous = event;
  }
}

async function* newestFirst(store: PetEventStore, petId: string, { after, limit }: ChangesRange) {
  const range = {
    order: 'desc' as const,
    ...(after !== undefined && { to: after - 1 }),
    ...(limit !== undefined && { limit: limit + 1 }),
  };
  let next: RecordedPetEvent | undefined;
  for await (const event of store.read(petId, range)) {
    if (next) yield changeBy(next, event);
    next = event;
  }
  if (next?.version === 1) yield changeBy(next, undefined);
}

function changeBy(event: RecordedPetEvent, previous: RecordedPetEvent | undefined): PetChange {
  const changes = fieldChanges(previous?.state ?? null, event.state);
  const erased = erasedChanges(event, previous).map((name) => pointerTo('', name));
  const known = changes.map((change) =>
    erased.includes(change.pointer) ? { ...change, erased: true as const } : change,
  );
  const unknown = erased.filter((pointer) => !changes.some((change) => change.pointer === pointer));
  const merged = [...known, ...unknown.map((pointer) => ({ pointer, erased: true as const }))];
  return { event, changes: merged.sort((a, b) => (a.pointer < b.pointer ? -1 : 1)) };
}

/** The personal values that an event erased, or that it changed where one of the two was erased since. */
function erasedChanges(event: RecordedPetEvent, previous: RecordedPetEvent | undefined): string[] {
  const [before, after] = [previous?.commitments ?? {}, event.commitments ?? {}];
  const fields: readonly string[] = event.type === 'PersonalDataErased' ? event.data.fields : [];
  return PERSONAL_NAMES.filter(
    (name) =>
      fields.includes(name) ||
      (before[name]?.c !== after[name]?.c &&
        [before[name], after[name]].some((commitment) => commitment && commitment.salt === undefined)),
  );
}

/** A field of a pet, and the event that last set it. */
export interface FieldOrigin {
  pointer: string;
  value: JsonValue;
  event: RecordedPetEvent;
}

/**
 * Where the fields of the present pet come from, in the order of their pointers; null for a pet that is deleted,
 * undefined for one that never was. Reads the history backwards until every field is found, at the latest to the
 * creation.
 */
export async function blame(
  store: PetEventStore,
  petId: string,
): Promise<{ newest: RecordedPetEvent; fields: FieldOrigin[] } | null | undefined> {
  let newest: RecordedPetEvent | undefined;
  const fields: FieldOrigin[] = [];
  let wanted: WantedField[] = [];
  let next: RecordedPetEvent | undefined;
  // What `next` made of the state before it.
  const attribute = (event: RecordedPetEvent, before: JsonObject | null) => {
    const [set, kept] = [true, false].map((isSet) =>
      wanted.filter(({ path, value }) => !sameJson(valueAt(before, path), value) === isSet),
    );
    fields.push(...set!.map(({ pointer, value }) => ({ pointer, value, event })));
    wanted = kept!;
  };
  for await (const event of store.read(petId, { order: 'desc' })) {
    if (next) attribute(next, event.state);
    else {
      if (!event.state) return null;
      newest = event;
      wanted = [...fieldsOf(event.state)].map(([pointer, value]) => ({ pointer, path: pathOf(pointer), value }));
    }
    next = event;
    if (wanted.length === 0) break;
  }
  if (next?.version === 1) attribute(next, null);
  return newest && { newest, fields: fields.sort((a, b) => (a.pointer < b.pointer ? -1 : 1)) };
}

/** A field of the present pet, whose origin is not found yet. */
interface WantedField {
  pointer: string;
  path: string[];
  value: JsonValue;
}

const pathOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));

function valueAt(state: JsonObject | null, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = state ?? undefined;
  for (const key of path) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return value;
}
