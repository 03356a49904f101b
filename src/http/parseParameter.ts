import { instantOf } from '../domain/instantOf.ts';
import { PET_ID } from '../domain/pet.ts';
import type { GatewayEvent } from './gatewayEvent.ts';
import { invalidParameter } from './problems.ts';

const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 100;

/** A query parameter; one given twice is refused, as nothing tells which was meant. Throws the 400, as all below do. */
export function parseParameter(event: GatewayEvent, name: string): string | undefined {
  const values = new URLSearchParams(event.rawQueryString).getAll(name);
  if (values.length > 1) throw invalidParameter(`/query/${name}`, 'must be given once');
  return values[0];
}

export const INVALID_PET_ID = 'must be 1 to 64 letters, digits, hyphens or underscores';

/** The petId in the path. */
export function parsePetId(event: GatewayEvent): string {
  const petId = event.pathParameters?.petId ?? '';
  if (!PET_ID.test(petId)) throw invalidParameter('/path/petId', INVALID_PET_ID);
  return petId;
}

/** `limit`: how many items a page may have, 1 to 100; 25 unless given. */
export function parseLimit(event: GatewayEvent): number {
  const text = parseParameter(event, 'limit') ?? String(DEFAULT_LIMIT);
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > MAX_LIMIT)
    throw invalidParameter('/query/limit', `must be a whole number from 1 to ${MAX_LIMIT}`);
  return limit;
}

/** Text of 1 to so many characters; undefined unless given. */
export function parseText(event: GatewayEvent, name: string, most: number): string | undefined {
  const text = parseParameter(event, name);
  if (text === '' || (text && [...text].length > most))
    throw invalidParameter(`/query/${name}`, `must be text of 1 to ${most} characters`);
  return text;
}

/** A position in a stream. */
export const VERSION = /^[1-9]\d{0,14}$/;

/** `version`: a position in a pet's stream, from 1; undefined unless given. */
export function parseVersion(event: GatewayEvent): number | undefined {
  const text = parseParameter(event, 'version');
  if (text === undefined) return undefined;
  if (!VERSION.test(text)) throw invalidParameter('/query/version', 'must be a whole number from 1 on');
  return Number(text);
}

/** The version in the path. */
export function parsePathVersion(event: GatewayEvent): number {
  const text = event.pathParameters?.version ?? '';
  if (!VERSION.test(text)) throw invalidParameter('/path/version', 'must be a whole number from 1 on');
  return Number(text);
}

/** A time, in milliseconds since 1970; undefined unless given. */
export function parseTime(event: GatewayEvent, name: string): number | undefined {
  // A plus sign that was not percent-encoded reads as a blank: the one before the offset, not the one before the time.
  const text = parseParameter(event, name)?.replace(/ (?=\d\d:?\d\d$)(?<=:.* )/, '+');
  if (text === undefined) return undefined;
  const time = instantOf(text);
  if (time === undefined) {
    const message =
      'must be an ISO 8601 time with an offset, such as 2026-03-01T00:00:00Z or 2026-03-01T00:00:00+01:00';
    throw invalidParameter(`/query/${name}`, message);
  }
  return time;
}

/** A parameter that is one of a few words. */
export function parseChoice<T extends string>(event: GatewayEvent, name: string, choices: readonly T[]): T | undefined {
  const text = parseParameter(event, name);
  if (text === undefined) return undefined;
  const choice = choices.find((one) => one === text);
  if (choice === undefined) throw invalidParameter(`/query/${name}`, `must be ${inWords(choices)}`);
  return choice;
}

/** A parameter that is several of a few words, with commas between them; in the order of the choices. */
export function parseChoices<T extends string>(
  event: GatewayEvent,
  name: string,
  choices: readonly T[],
): T[] | undefined {
  const words = parseParameter(event, name)?.split(',');
  if (words === undefined) return undefined;
  if (!words.every((word) => choices.includes(word as T)))
    throw invalidParameter(`/query/${name}`, `must be some of ${choices.join(', ')}, with commas between them`);
  return choices.filter((choice) => words.includes(choice));
}

const inWords = (choices: readonly string[]): string =>
  choices.length <= 2 ? choices.join(' or ') : `one of ${choices.join(', ')}`;
