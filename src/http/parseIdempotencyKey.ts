import type { GatewayEvent } from './gatewayEvent.ts';
import { invalidParameter } from './problems.ts';

/** Visible ASCII: bare without quotes, or a string of RFC 8941, as the draft has it. */
const BARE = /^[!#-~]{1,255}$/;
const QUOTED = /^"((?:[!#-[\]-~]|\\["\\]){1,255})"$/;

/** The caller's Idempotency-Key; bare and quoted it is the same one. Throws the 400. */
export function parseIdempotencyKey({ headers }: GatewayEvent): string | undefined {
  const header = headers['idempotency-key'];
  if (header === undefined) return undefined;
  if (BARE.test(header)) return header;
  const quoted = QUOTED.exec(header)?.[1];
  if (quoted === undefined)
    throw invalidParameter('/headers/idempotency-key', 'must be 1 to 255 visible ASCII characters');
  return quoted.replace(/\\(.)/g, '$1');
}
