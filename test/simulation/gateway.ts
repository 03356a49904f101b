import type { GatewayEvent } from '../../src/http/gatewayEvent.ts';
import { routes } from '../../src/routes.ts';
import { gatewayEvent } from '../support/gatewayEvent.ts';
import type { Request } from './history.ts';

/** The function that answers a request, and the event that API Gateway calls it with. */
export function gatewayCall(
  request: Request,
  ids: { requestId: string; operationId: string },
): { function: string; event: GatewayEvent } {
  const { method, path, query } = target(request);
  const route = routes.find((route) => route.method === method && route.path === path)!;
  const rawPath = path.replace('{petId}', request.petId ?? '');
  const event = gatewayEvent(`${method} ${path}`, {
    rawPath,
    rawQueryString: new URLSearchParams(query).toString(),
    ...(path.includes('{petId}') && { pathParameters: { petId: request.petId! } }),
    headers: {
      'x-request-id': ids.requestId,
      'x-correlation-id': ids.operationId,
      ...(request.ifMatch !== undefined && { 'if-match': request.ifMatch }),
      ...(request.key !== undefined && { 'idempotency-key': request.key }),
    },
    ...(request.body && { body: JSON.stringify(request.body) }),
  });
  event.requestContext.http.path = rawPath;
  return { function: route.function, event };
}

function target({ kind, version, type, cursor }: Request): {
  method: string;
  path: string;
  query: Record<string, string>;
} {
  const pet = '/pets/{petId}';
  switch (kind) {
    case 'create':
    case 'createUnnamed':
      return { method: 'POST', path: '/pets', query: {} };
    case 'update':
      return { method: 'PATCH', path: pet, query: {} };
    case 'put':
      return { method: 'PUT', path: pet, query: {} };
    case 'delete':
      return { method: 'DELETE', path: pet, query: {} };
    case 'restore':
    case 'restoreVersion':
      return {
        method: 'POST',
        path: `${pet}/restore`,
        query: version === undefined ? {} : { version: String(version) },
      };
    case 'show':
      return { method: 'GET', path: pet, query: {} };
    case 'showStrong':
      return { method: 'GET', path: pet, query: { consistency: 'strong' } };
    case 'list':
      return { method: 'GET', path: '/pets', query: { limit: '10', type: type!, ...(cursor && { cursor }) } };
    default:
      throw new Error(`unknown kind ${kind satisfies never}`);
  }
}
