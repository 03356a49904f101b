import { requiresIfMatch } from '../config.ts';
import { etagOf, parseIfMatch, parseIfNoneMatch } from './etagOf.ts';
import type { GatewayEvent } from './gatewayEvent.ts';
import { Problem } from './problems.ts';

/**
 * Which versions a request to change a pet accepts to build on (RFC 9110 sections 13.1.1, 13.1.2 and 13.2.2); undefined
 * for any. If the operator demands it, a request without If-Match is refused (RFC 6585 section 3). Throws the 4xx.
 */
export function parsePreconditions({ headers }: GatewayEvent): ((version: number) => boolean) | undefined {
  const matches = parseIfMatch(headers['if-match']);
  const unless = parseIfNoneMatch(headers['if-none-match']);
  if (!matches && requiresIfMatch()) {
    throw new Problem('precondition-required', 'Send the ETag of the version that you build on, as If-Match.');
  }
  if (!matches && headers['if-none-match'] === undefined) return undefined;
  return (version) => (matches?.(version) ?? true) && !unless(etagOf(version));
}
