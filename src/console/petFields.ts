import { isObject, type JsonObject, type JsonValue } from '../domain/jsonValue.ts';

/** How a field is written in the form. `lines` is a list, one text a line; `json` holds all fields that have no input. */
export type FieldKind = 'text' | 'number' | 'date' | 'status' | 'area' | 'lines' | 'json';

export interface PetField {
  name: string;
  label: string;
  kind: FieldKind;
}

export const OTHERS = 'others';

export const PET_FIELDS: readonly PetField[] = [
  { name: 'name', label: 'Name', kind: 'text' },
  { name: 'type', label: 'Type', kind: 'text' },
  { name: 'breed', label: 'Breed', kind: 'text' },
  { name: 'status', label: 'Status', kind: 'status' },
  { name: 'color', label: 'Color', kind: 'text' },
  { name: 'sex', label: 'Sex', kind: 'text' },
  { name: 'birthDate', label: 'Date of birth', kind: 'date' },
  { name: 'weightKg', label: 'Weight in kg', kind: 'number' },
  { name: 'microchipId', label: 'Microchip', kind: 'text' },
  { name: 'ownerId', label: 'Owner', kind: 'text' },
  { name: 'tags', label: 'Tags, one a line', kind: 'lines' },
  { name: 'photoUrls', label: 'Photo URLs, one a line', kind: 'lines' },
  { name: 'notes', label: 'Notes', kind: 'area' },
  { name: OTHERS, label: 'Other fields, as a JSON object', kind: 'json' },
];

const NAMES = new Set(PET_FIELDS.map(({ name }) => name));
const SERVER_OWNED = new Set(['petId', 'version', 'createdAt', 'updatedAt']);

/** What a caller says of a pet, without what the service does. */
export function attributesOf(pet: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(pet).filter(([name]) => !SERVER_OWNED.has(name)));
}

/** The form's texts, by the fields' names. */
export type Texts = Record<string, string>;

/** A pet's attributes as the form's texts; what the pet does not have is empty. */
export function textsOf(pet: JsonObject): Texts {
  const others = Object.fromEntries(Object.entries(pet).filter(([name]) => !NAMES.has(name) || name === OTHERS));
  return Object.fromEntries(
    PET_FIELDS.map(({ name, kind }) => {
      if (kind === 'json') return [name, Object.keys(others).length > 0 ? JSON.stringify(others, null, 2) : ''];
      return [name, textOf(Object.hasOwn(pet, name) ? pet[name] : undefined, kind)];
    }),
  );
}

function textOf(value: JsonValue | undefined, kind: FieldKind): string {
  if (value === undefined) return '';
  if (kind === 'lines' && Array.isArray(value)) return value.map(String).join('\n');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * The attributes that the texts say, built on those the form began with: a text that was not touched leaves its field as
 * it was. The API judges them. Throws a SyntaxError where the other fields are no JSON object, which can't be sent.
 */
export function attributesFrom(texts: Texts, began: JsonObject): JsonObject {
  const before = textsOf(began);
  return Object.fromEntries(
    PET_FIELDS.flatMap(({ name, kind }): [string, JsonValue][] => {
      const text = texts[name] ?? '';
      if (kind === 'json') return Object.entries(text.trim() === '' ? {} : objectIn(text));
      const value = text === before[name] && Object.hasOwn(began, name) ? began[name] : valueIn(text, kind);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function valueIn(text: string, kind: FieldKind): JsonValue | undefined {
  if (kind === 'lines') {
    const lines = text.split('\n').filter((line) => line !== '');
    return lines.length > 0 ? lines : undefined;
  }
  if (text === '') return undefined;
  // What is no number goes as it is: the API says what it must be.
  return kind === 'number' && Number.isFinite(Number(text)) ? Number(text) : text;
}

function objectIn(text: string): JsonObject {
  const value = JSON.parse(text) as JsonValue;
  if (!isObject(value)) throw new SyntaxError('must be a JSON object');
  return value;
}

/** The field of the form that a JSON Pointer of the API leads to. */
export function fieldAt(pointer: string): string {
  const name = pointer.split('/')[1]?.replaceAll('~1', '/').replaceAll('~0', '~') ?? '';
  return NAMES.has(name) ? name : OTHERS;
}
