import { instantOf } from '../domain/instantOf.ts';
import { type GatewayEvent, queryParameter } from './gatewayEvent.ts';
import { invalidParameter } from './problems.ts';

const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 100;

/** `limit`: how many items a page may have, 1 to 100; 25 where it is not given. */
export function limitOf(event: GatewayEvent): number {
  const text = queryParameter(event, 'limit') ?? String(DEFAULT_LIMIT);
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > MAX_LIMIT)
    throw invalidParameter('/query/limit', `must be a whole number from 1 to ${MAX_LIMIT}`);
  return limit;
}

/** A position in a pet's stream. */
export const VERSION = /^[1-9]\d{0,14}$/;

/** `version`: a position in a pet's stream, from 1; undefined where it is not given. */
export function versionOf(event: GatewayEvent): number | undefined {
  const text = queryParameter(event, 'version');
  if (text === undefined) return undefined;
  if (!VERSION.test(text)) throw invalidParameter('/query/version', 'must be a whole number from 1 on');
  return Number(text);
}

/** A time, in milliseconds since 1970; undefined where it is not given. */
export function timeParameter(event: GatewayEvent, name: string): number | undefined {
  // A plus sign that was not percent-encoded reads as a blank.
  const text = queryParameter(event, name)?.replace(' ', '+');
  if (text === undefined) return undefined;
  const time = instantOf(text);
  if (time === undefined) {
    const message =
      'must be an ISO 8601 time with an offset, such as 2026-03-01T00:00:00Z or 2026-03-01T00:00:00+01:00';
    throw invalidParameter(`/query/${name}`, message);
  }
  return time;
}
