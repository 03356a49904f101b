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

/** A request as it will be sent. */
export interface ReadyRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
  body?: string;
}

/** Signs a request: its headers, with those that prove who sends it. */
export type Signer = (request: ReadyRequest) => Promise<Record<string, string>>;

/** How requests reach a service. */
export interface Transport {
  /** The API's address, such as `http://127.0.0.1:3000`. */
  url: string;
  /** Signs every try; `awsSigner` does for a stage with IAM authorization. */
  sign?: Signer | undefined;
  /** Sends the requests; the platform's own `fetch` unless given. */
  fetch?: typeof globalThis.fetch | undefined;
}

/** Sends a request with further headers to a service. Throws a TypeError if there is no connection. */
export async function fetchRequest(
  asked: ApiRequest,
  {
    url,
    headers: common,
    signal,
    sign,
    fetch = globalThis.fetch,
  }: CallOptions & Transport & { headers?: Record<string, string> },
): Promise<Response> {
  const ready: ReadyRequest = {
    url: addressOf(asked.path, url),
    method: asked.method,
    headers: { ...common, ...headersOf(asked) },
    ...(asked.body && { body: JSON.stringify(asked.body) }),
  };
  const headers = sign ? await sign(ready) : ready.headers;
  try {
    return await fetch(ready.url, {
      method: ready.method,
      headers,
      body: ready.body ?? null,
      // A redirect may make a GET of a change: that would pass for its answer.
      redirect: asked.method === 'GET' ? 'follow' : 'error',
      signal: signal ?? null,
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new TypeError(`${asked.method} ${ready.url} failed: ${causeOf(error)}`, { cause: error });
  }
}

/** Node says why only in the cause, such as ECONNREFUSED. */
function causeOf({ message, cause }: Error): string {
  const { code, message: why } = (cause ?? {}) as { code?: string; message?: string };
  return [...new Set([message, code, why])].filter(Boolean).join(', ');
}

/** The address of a path at a service, whose own address may have a path too; a query or fragment of that is left out. */
export function addressOf(path: string, url: string): string {
  const { origin, pathname } = baseOf(url);
  return `${origin}${pathname.replace(/\/+$/, '')}${path}`;
}

/** The address of a service. Throws if it is not one. */
export function baseOf(url: string): URL {
  const base = URL.canParse(url) ? new URL(url) : undefined;
  if (base?.protocol === 'http:' || base?.protocol === 'https:') return base;
  throw new Error(`url must be an address such as http://127.0.0.1:3000, and is ${JSON.stringify(url)}`);
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
