import { readFileSync } from 'node:fs';
import { isObject, type JsonObject, type JsonValue } from '../domain/jsonValue.ts';
import { CommandFailure } from './target.ts';

/**
 * The fields that a command's arguments name: `name=Fido weightKg=12.5 tags='["good"]'`, one JSON object, or `-` for one on
 * standard input. A value that is JSON is taken as such, any other as text.
 */
export function fieldsIn(args: readonly string[]): JsonObject {
  const [first = '', ...others] = args;
  if (others.length === 0 && (first === '-' || first.trimStart().startsWith('{'))) return objectIn(first);
  return Object.fromEntries(
    args.map((arg) => {
      const place = arg.indexOf('=');
      if (place < 1) throw new CommandFailure(`${arg} names no field. Write name=value, or one JSON object.`);
      return [arg.slice(0, place), valueIn(arg.slice(place + 1))];
    }),
  );
}

function objectIn(arg: string): JsonObject {
  const text = arg === '-' ? readFileSync(0, 'utf8') : arg;
  const value = parsed(text);
  if (!isObject(value)) throw new CommandFailure('The fields must be one JSON object.');
  return value;
}

const valueIn = (text: string): JsonValue => parsed(text) ?? (text === 'null' ? null : text);

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
