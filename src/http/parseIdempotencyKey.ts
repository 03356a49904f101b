import type { GatewayEvent } from './gatewayEvent.ts';
import { invalidParameter } from './problems.ts';

/** The caller's Idempotency-Key, bare or as the quoted string that the draft has it be. Throws the 400. */
export function parseIdempotencyKey({ headers }: GatewayEvent): string | undefined {
  const header = headers['idempotency-key'];
  if (header === undefined) return undefined;
  if (!/^[\x21-\x7e]{1,255}$/.test(header)) {
    throw invalidParameter('/headers/idempotency-key', 'must be 1 to 255 visible ASCII characters');
  }
  return /^"(.+)"$/.exec(header)?.[1] ?? header;
}
