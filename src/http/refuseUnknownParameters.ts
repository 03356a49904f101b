import { pointerTo } from '../domain/jsonValue.ts';
import { routeOf } from '../routes.ts';
import type { GatewayEvent } from './gatewayEvent.ts';
import { invalid } from './problems.ts';

/** Refuses a query parameter that the route does not take: it may be a typing error. Throws the 400. */
export function refuseUnknownParameters({ routeKey, rawQueryString }: GatewayEvent): void {
  const route = routeOf(routeKey);
  if (!route || rawQueryString === '') return;
  const { query = [] } = route;
  const unknown = new Set([...new URLSearchParams(rawQueryString).keys()].filter((name) => !query.includes(name)));
  if (unknown.size === 0) return;
  const takes = query.length > 0 ? `takes ${query.join(', ')}` : 'takes none';
  const message = `is not a parameter of ${routeKey}, which ${takes}`;
  throw invalid(
    'invalid-parameter',
    [...unknown].map((name) => ({ pointer: pointerTo('/query', name), message })),
  );
}
