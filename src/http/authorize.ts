import { type AuthKind, requireAuthKind } from '../config.ts';
import { routeOf, type Scope } from '../routes.ts';
import type { GatewayEvent } from './gatewayEvent.ts';
import { Problem } from './problems.ts';

/**
 * Refuses a request that arrives without what its route demands. API Gateway has checked the caller before; this is for
 * the day when a route or an authorizer is set up wrongly.
 */
export function authorize({ routeKey, requestContext }: GatewayEvent, auth: AuthKind): void {
  const route = routeOf(routeKey);
  if (!route) throw new Problem('forbidden', 'The request came by a route that the service does not have.');
  const { scope } = route;
  if (scope === null || auth === 'none') return;
  const { jwt, iam } = requestContext.authorizer ?? {};
  if (auth === 'iam' ? !iam?.userArn : !jwt) {
    throw new Problem('unauthorized', 'The request carries no identity.', {
      headers: auth === 'jwt' ? { 'www-authenticate': 'Bearer' } : {},
    });
  }
  demandScope(requestContext, scope, auth);
}

/** Where tokens carry scopes: refuses one without a scope that only a part of its route demands. Throws the 403. */
export function demandScope(
  { authorizer }: GatewayEvent['requestContext'],
  scope: Scope,
  auth: AuthKind = requireAuthKind(),
): void {
  if (auth === 'jwt' && !scopesOf(authorizer?.jwt?.claims ?? {}).includes(scope)) {
    throw new Problem('forbidden', `The token lacks the scope ${scope}.`);
  }
}

/** The scopes in a token's `scope` (RFC 8693) or `scp` claim. API Gateway turns lists into text such as `[a b]`. */
function scopesOf({ scope, scp }: Record<string, unknown>): string[] {
  return String(scope ?? scp ?? '')
    .split(/[\s,[\]]+/)
    .filter((one) => one !== '');
}
