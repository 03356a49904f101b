import { isObject, type JsonObject, type JsonValue } from '../../src/domain/jsonValue.ts';
import { type FieldKind, OTHERS, PET_FIELDS } from './petFields.ts';

/** The form's texts, by the fields' names. */
export type PetTexts = Record<string, string>;

/** A pet's attributes as the form's texts; empty for what the pet does not have. */
export function textsOf(pet: JsonObject): PetTexts {
  const others = Object.fromEntries(
    Object.entries(pet).filter(([name]) => !Object.hasOwn(PET_FIELDS, name) || name === OTHERS),
  );
  return Object.fromEntries(
    Object.entries(PET_FIELDS).map(([name, [, kind]]) => {
      if (name === OTHERS) return [name, Object.keys(others).length > 0 ? JSON.stringify(others, null, 2) : ''];
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
 * The attributes in the texts. A text that was not touched leaves its field as it was when the form began. Only the API
 * checks them. Throws a SyntaxError if the other fields are not a JSON object, because that can't be sent.
 */
export function attributesFrom(texts: PetTexts, began: JsonObject): JsonObject {
  const before = textsOf(began);
  return Object.fromEntries(
    Object.entries(PET_FIELDS).flatMap(([name, [, kind]]): [string, JsonValue][] => {
      const text = texts[name] ?? '';
      if (name === OTHERS) return Object.entries(text.trim() === '' ? {} : objectIn(text));
      const value = text === before[name] && Object.hasOwn(began, name) ? began[name] : valueIn(text, kind);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** The value that a text of a kind stands for; undefined if the field is not given. */
export function valueIn(text: string, kind: FieldKind): JsonValue | undefined {
  if (kind === 'lines') {
    const lines = text.split('\n').filter((line) => line !== '');
    return lines.length > 0 ? lines : undefined;
  }
  if (text === '') return undefined;
  if (kind === 'boolean') return text === 'true';
  // Text that is not a number, or not JSON, is sent as it is: the API says what it must be.
  if (kind === 'json') return jsonIn(text);
  return kind === 'number' && Number.isFinite(Number(text)) ? Number(text) : text;
}

function jsonIn(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

function objectIn(text: string): JsonObject {
  const value = JSON.parse(text) as JsonValue;
  if (!isObject(value)) throw new SyntaxError('must be a JSON object');
  return value;
}
