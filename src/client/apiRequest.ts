/** A request as data: it can be sent, shown or copied. `Answer` is what the body of a good answer holds. */
export interface ApiRequest<Answer = unknown> {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With its query, such as `/pets/029340?version=2`. */
  path: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: object;
  /** Never set: it only carries the type. */
  answer?: Answer;
}

type Method = ApiRequest['method'];

/** A request, optionally with a body and only for a pet at `version`. */
export const request = <Answer>(method: Method, path: string, body?: object, version?: number): ApiRequest<Answer> => ({
  method,
  path,
  ...(body && { body }),
  ...(version !== undefined && { headers: { 'if-match': `"${version}"` } }),
});

/** What every call can be given. */
export interface CallOptions {
  /** Aborts the call, and any further tries. */
  signal?: AbortSignal;
}

/** Sends a request with further headers to the service at `url`. Throws a TypeError if there is no connection. */
export function fetchRequest(
  asked: ApiRequest,
  { url, headers, signal }: CallOptions & { url: string; headers?: Record<string, string> },
): Promise<Response> {
  return fetch(addressOf(asked.path, url), {
    method: asked.method,
    headers: { ...headers, ...headersOf(asked) },
    ...(asked.body && { body: JSON.stringify(asked.body) }),
    ...(signal && { signal }),
  });
}

/** The address of a path at a service, whose own address may have a path too. */
export function addressOf(path: string, url: string): string {
  return new URL(path.slice(1), url.endsWith('/') ? url : `${url}/`).href;
}

/** The headers that a request needs by itself. */
export function headersOf({ body, headers }: ApiRequest): Record<string, string> {
  return { ...headers, ...(body && { 'content-type': 'application/json' }) };
}

/** The query of an address with its `?`; empty if nothing is given. */
export function queryOf(query: Record<string, string | number | undefined>): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  return given.length > 0 ? `?${new URLSearchParams(given)}` : '';
}
