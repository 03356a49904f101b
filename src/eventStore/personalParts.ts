import { isObject, type JsonObject, type JsonValue } from '../domain/jsonValue.ts';
import type { Commitments } from './commitments.ts';
import type { RecordedEvent } from './recordedEvent.ts';
import type { PersonalData, StreamKind } from './streamKind.ts';
import { UndecodableEvent } from './undecodableEvent.ts';

/** The stored form of attributes: in place of personal values a member `$personal` names the commitments to them. */
type Closed = JsonObject & { $personal?: { [name: string]: string | null } };

/** The item's attribute beside the chain: what each commitment in the item stands for. */
export type PersonalValuesOf = { [c: string]: { salt: string; value: JsonValue } };

/** Puts the personal values of an event beside it: its data and state as they are stored, and the values. */
export function closePersonal<R extends RecordedEvent>(
  { personal, events }: Pick<StreamKind<R>, 'personal' | 'events'>,
  { type, data, state, commitments = {} }: Pick<R, 'type' | 'data' | 'state' | 'commitments'>,
): { data: JsonObject; state: JsonObject | null; personal?: PersonalValuesOf } {
  if (!personal) return { data, state: state as JsonObject | null };
  const values: PersonalValuesOf = {};
  const closedWhole = (attributes: JsonObject): Closed => {
    const { plain, personal: own } = personal.split(attributes);
    for (const [name, value] of Object.entries(own)) {
      const { c, salt } = commitments[name]!;
      values[c] = { salt: salt!, value };
    }
    return closed(plain, own, commitments);
  };
  const closedChanges = ({ $personal, ...plain }: JsonObject): Closed =>
    closed(plain, ($personal ?? {}) as JsonObject, commitments);

  const within = attributesIn(events, type);
  const attributes = within && (data[within.member] as JsonObject);
  const closedData = attributes && (within.are === 'whole' ? closedWhole(attributes) : closedChanges(attributes));
  const closedState = state && closedWhole(state as JsonObject);
  return {
    data: within ? { ...data, [within.member]: closedData! } : data,
    state: closedState,
    ...(Object.keys(values).length > 0 && { personal: values }),
  };
}

function closed(plain: JsonObject, own: JsonObject, commitments: Commitments): Closed {
  const names = Object.keys(own);
  if (names.length === 0) return plain;
  const $personal = Object.fromEntries(names.map((name) => [name, own[name] === null ? null : commitments[name]!.c]));
  return { ...plain, $personal };
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
  if (attributes !== undefined && !isObject(attributes)) throw new UndecodableEvent(`data.${within!.member} is no object`);

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

function openedWhole({ join }: PersonalData, { $personal, ...plain }: JsonObject, values: PersonalValuesOf): JsonObject {
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
