import { isObject, type JsonObject, type JsonValue } from './json.ts';

const STATUSES: readonly JsonValue[] = ['available', 'pending', 'adopted', 'sold'];
const TEXTS = ['breed', 'color', 'sex', 'notes', 'microchipId', 'ownerId'];
const TEXT_LISTS = ['tags', 'photoUrls'];
const MOST_TEXTS = 50;
const MOST_LEVELS = 16;
const MOST_BYTES = 64 * 1024;
/** DynamoDB carries no number nearer to 0. */
const LEAST_MAGNITUDE = 1e-130;
const SERVER_OWNED = ['petId', 'version', 'createdAt', 'updatedAt'];
const FORBIDDEN_KEYS = ['__proto__', 'constructor', 'prototype', ''];

/** The members that make attributes no pet; none for a pet. */
export function wrongMembers(attributes: JsonObject): string[] {
  const value = new Map(Object.entries(attributes));
  const isGood: Record<string, boolean> = {
    name: isTextOf(value.get('name'), 200),
    type: isTextOf(value.get('type'), 100),
  };
  const check = (member: string, test: (value: JsonValue) => boolean) => {
    const found = value.get(member);
    if (found !== undefined) isGood[member] = test(found);
  };
  for (const member of TEXTS) check(member, isText);
  for (const member of TEXT_LISTS)
    check(member, (list) => Array.isArray(list) && list.length <= MOST_TEXTS && list.every(isText));
  check('birthDate', isDate);
  check('weightKg', (weight) => typeof weight === 'number' && weight > 0);
  check('status', (status) => STATUSES.includes(status));
  return Object.keys(isGood).filter((member) => !isGood[member]);
}

const isText = (value: JsonValue | undefined): value is string => typeof value === 'string';

/** Characters are code points. */
function isTextOf(value: JsonValue | undefined, most: number): boolean {
  if (!isText(value)) return false;
  const characters = [...value].length;
  return characters >= 1 && characters <= most;
}

function isDate(value: JsonValue): boolean {
  if (!isText(value) || !/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === value;
}

/** Whether a document can be stored and read back as it came, and has no key that harms a reader. */
export function isPortable(value: JsonValue, level = 1): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') {
    const magnitude = Math.abs(value);
    return magnitude <= Number.MAX_SAFE_INTEGER && (magnitude === 0 || magnitude >= LEAST_MAGNITUDE);
  }
  if (value === null || typeof value === 'boolean') return true;
  if (level > MOST_LEVELS) return false;
  if (Array.isArray(value)) return value.every((item) => isPortable(item, level + 1));
  return Object.entries(value).every(
    ([key, member]) => !FORBIDDEN_KEYS.includes(key) && key.isWellFormed() && isPortable(member, level + 1),
  );
}

/** What a body says of the pet itself: the rest is the server's. */
export const ownAttributes = (body: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(body).filter(([member]) => !SERVER_OWNED.includes(member)));

export const isTooLarge = (attributes: JsonValue): boolean =>
  isObject(attributes) && Buffer.byteLength(JSON.stringify(attributes)) > MOST_BYTES;
