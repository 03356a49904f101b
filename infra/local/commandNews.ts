import type { CommandNews } from '../../src/localNews.ts';
import type { AnsweredRequest } from './createGateway.ts';

const METHODS = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** What a request did to which pet; undefined for one that asked for no change of a pet. */
export function commandNews({ request, response, ...times }: AnsweredRequest): CommandNews | undefined {
  const { method, path } = request;
  const [, root, petId] = path.split('/');
  if (!METHODS.has(method) || root !== 'pets') return undefined;
  const created = /^\/pets\/(.+)$/.exec(text(response.headers.location))?.[1];
  const version = /^"(\d+)"$/.exec(text(response.headers.etag))?.[1];
  return {
    requestId: text(response.headers['x-request-id']) || request.requestId,
    method,
    path,
    status: response.status,
    petId: created ?? petId ?? null,
    version: version === undefined ? null : Number(version),
    ...times,
  };
}

const text = (header: unknown): string => (typeof header === 'string' ? header : '');
