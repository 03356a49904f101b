import type { CommandNews } from './news.ts';

/** What is known of a request once it was answered. */
interface AnsweredRequest {
  /** The id for an answer that has none of its own. */
  requestId: string;
  method: string;
  path: string;
  status: number;
  /** A header of the answer by its name in lower case; empty or null if there is none. */
  header(name: string): string | null;
  startedAt: number;
  endedAt: number;
}

const METHODS = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** What a request did to which pet; undefined for a request that changes no pet. */
export function commandNews({ header, requestId, ...answered }: AnsweredRequest): CommandNews | undefined {
  const [, root, petId] = answered.path.split('?', 1)[0]!.split('/');
  if (!METHODS.has(answered.method) || root !== 'pets') return undefined;
  const created = /\/pets\/([^/]+)$/.exec(header('location') ?? '')?.[1];
  const version = /^"(\d+)"$/.exec(header('etag') ?? '')?.[1];
  return {
    ...answered,
    requestId: header('x-request-id') || requestId,
    petId: created ?? petId ?? null,
    version: version === undefined ? null : Number(version),
  };
}
