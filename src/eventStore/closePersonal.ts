import { isObject, type JsonObject, type JsonValue } from '../domain/jsonValue.ts';
import { commitmentsOf } from './commitmentsOf.ts';
import type { Commitments, RecordedEvent } from './recordedEvent.ts';
import type { PersonalData, StreamKind } from './streamKind.ts';
import { UndecodableEvent } from './undecodableEvent.ts';

/** The item's attribute beside the chain: what each commitment in the item stands for. */
export type PersonalValuesOf = { [c: string]: { salt: string; value: JsonValue } };

/** Puts the personal values of an event beside it: its data and state as they are stored, and the values. */
export function closePersonal<R extends RecordedEvent>(
  kind: Pick<StreamKind<R>, 'personal' | 'events'>,
  { type, data, state, commitments = commitmentsOf(kind, state) }: Pick<R, 'type' | 'data' | 'state' | 'commitments'>,
): { data: JsonObject; state: JsonObject | null; personal?: PersonalValuesOf } {
  const { personal } = kind;
  if (!personal) return { data, state: state as JsonObject | null };
  const values = state ? personal.split(state as JsonObject).personal : {};
  const beside = Object.entries(values).map(([name, value]) => {
    const { c, salt = '' } = commitments[name]!;
    return [c, { salt, value }] as const;
  });
  const closed = (attributes: JsonObject, changed: JsonObject = {}): JsonObject => {
    const { plain, personal: own } = personal.split(attributes);
    // What a change leaves of a value is the whole value after it; null where that is none.
    const names = Object.keys({ ...own, ...changed });
    if (names.length === 0) return plain;
    return { ...plain, $personal: Object.fromEntries(names.map((name) => [name, commitments[name]?.c ?? null])) };
  };
  const closedChanges = ({ $personal, ...patch }: JsonObject) => closed(patch, $personal as JsonObject | undefined);
  const within = attributesIn(kind.events, type);
  const attributes = within && (data[within.member] as JsonObject);
  const closedData = attributes && (within.are === 'whole' ? closed(attributes) : closedChanges(attributes));
  return {
    data: closedData ? { ...data, [within!.member]: closedData } : data,
    state: state && closed(state as JsonObject),
    ...(beside.length > 0 && { personal: Object.fromEntries(beside) }),
  };
}

/** Puts the personal values of a stored event into their places again; those that are gone are left out. */
export function openPersonal<R extends RecordedEvent>(
  { personal, events }: Pick<StreamKind<R>, 'personal' | 'events'>,
  { personal: beside, ...item }: JsonObject,
): JsonObject {
  if (!personal) return item;
  const values = valuesOf(beside);
  const { data, state } = item as { data: JsonObject; state?: JsonValue };
  const within = attributesIn(events, item.type);
  const attributes = within && data[within.member];
  if (attributes !== undefined && !isObject(attributes))
    throw new UndecodableEvent(`data.${within!.member} is no object`);

  const opened = attributes && (within.are === 'whole' ? openedWhole : openedChanges)(personal, attributes, values);
  const whole = isObject(state) ? state : within?.are === 'whole' ? attributes : undefined;
  const commitments = whole && commitmentsIn(whole, values);
  return {
    ...item,
    ...(opened && { data: { ...data, [within!.member]: opened } }),
    ...(isObject(state) && { state: openedWhole(personal, state, values) }),
    ...(commitments && Object.keys(commitments).length > 0 && { commitments: commitments as unknown as JsonObject }),
  };
}

function openedWhole(
  { join }: PersonalData,
  { $personal, ...plain }: JsonObject,
  values: PersonalValuesOf,
): JsonObject {
  return join({ plain, personal: present(namedIn($personal), values) });
}

function openedChanges(_: PersonalData, { $personal, ...plain }: JsonObject, values: PersonalValuesOf): JsonObject {
  const named = namedIn($personal);
  return named.length === 0 ? plain : { ...plain, $personal: present(named, values) };
}

const attributesIn = (events: StreamKind['events'], type: unknown) =>
  Object.hasOwn(events, String(type)) ? events[String(type)]?.attributes : undefined;

/** What the names stand for. */
const present = (named: [string, string | null][], values: PersonalValuesOf): { [name: string]: JsonValue } =>
  Object.fromEntries(
    named.flatMap(([name, c]): [string, JsonValue][] => {
      if (c === null) return [[name, null]];
      return Object.hasOwn(values, c) ? [[name, values[c]!.value]] : [];
    }),
  );

function commitmentsIn({ $personal }: JsonObject, values: PersonalValuesOf): Commitments {
  return Object.fromEntries(
    namedIn($personal).flatMap(([name, c]) => {
      if (c === null) return [];
      return [[name, { c, ...(Object.hasOwn(values, c) && { salt: values[c]!.salt }) }]];
    }),
  );
}

/** The commitments of an event's data and state, by name. */
export function commitmentsWithin<R extends RecordedEvent>(
  { personal, events }: Pick<StreamKind<R>, 'personal' | 'events'>,
  item: JsonObject,
): { name: string; c: string }[] {
  const within = personal && attributesIn(events, item.type);
  const places = [within && isObject(item.data) ? item.data[within.member] : undefined, item.state];
  const found = new Map<string, string>();
  for (const place of places) {
    if (!isObject(place)) continue;
    for (const [name, c] of namedIn(place.$personal)) if (c !== null) found.set(c, name);
  }
  return [...found].map(([c, name]) => ({ name, c }));
}

function namedIn($personal: JsonValue | undefined): [string, string | null][] {
  if ($personal === undefined) return [];
  const named = isObject($personal) ? Object.entries($personal) : [];
  if (!isObject($personal) || named.some(([, c]) => c !== null && typeof c !== 'string'))
    throw new UndecodableEvent('$personal does not name commitments');
  return named as [string, string | null][];
}

/** What an item has beside the chain. */
export function valuesOf(beside: JsonValue | undefined): PersonalValuesOf {
  if (beside === undefined) return {};
  const isSound = (entry: JsonValue) => isObject(entry) && typeof entry.salt === 'string' && entry.value !== undefined;
  if (!isObject(beside) || !Object.values(beside).every(isSound))
    throw new UndecodableEvent('personal does not hold values and their salts');
  return beside as unknown as PersonalValuesOf;
}
