import type { JsonObject } from '../domain/jsonValue.ts';
import type { CommandNews } from '../localNews.ts';
import { token } from './token.ts';

/** A request to the service. `version` is the one that a change builds on: sent as If-Match. */
export interface ApiRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With its query, such as `/pets/029340?version=2`. */
  path: string;
  body?: JsonObject;
  version?: number;
}

/** Any answer but the one that was asked for: a problem document, or whatever came in its place. */
export class Refusal extends Error {
  readonly status: number;
  readonly title: string;
  /** What is wrong in the body or a parameter, by its JSON Pointer. */
  readonly errors: readonly { pointer: string; message: string }[];
  readonly requestId: string | null;

  constructor(status: number, document: Record<string, unknown>, requestId: string | null) {
    super(String(document.detail ?? document.message ?? `The service answered ${status}.`));
    this.status = status;
    this.title = String(document.title ?? 'The service refused');
    this.errors = Array.isArray(document.errors) ? document.errors : [];
    this.requestId = requestId;
  }
}

/** Tells of every change that this page makes, once answered: the event `command` with its `CommandNews` as detail. */
export const ownCommands = new EventTarget();

/** Sends a request with the caller's token; the body of its answer. Throws `Refusal`, or a TypeError without a network. */
export async function send<T>(request: ApiRequest, signal?: AbortSignal): Promise<T> {
  const startedAt = performance.timeOrigin + performance.now();
  const response = await open(request, signal);
  const text = await response.text();
  const body = parsed(text);
  if (request.method !== 'GET' && request.path.startsWith('/pets')) tell(request, response, body, startedAt);
  if (!response.ok) throw new Refusal(response.status, body ?? {}, response.headers.get('x-request-id'));
  return body as T;
}

/** Sends a request; its answer as it begins to come. */
export function open({ method, path, body, version }: ApiRequest, signal?: AbortSignal): Promise<Response> {
  return fetch(addressOf(path), {
    method,
    headers: { ...authorization(), ...headersOf({ body, version }) },
    ...(body && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });
}

/** The headers of a request, but for the caller's token. */
export function headersOf({ body, version }: { body?: JsonObject | undefined; version?: number | undefined }) {
  return {
    ...(body && { 'content-type': 'application/json' }),
    ...(version !== undefined && { 'if-match': `"${version}"` }),
  };
}

/** The address of a path, next to this page's own. */
export function addressOf(path: string): string {
  return new URL(path.slice(1), document.baseURI).href;
}

export const petPath = (petId: string): string => `/pets/${encodeURIComponent(petId)}`;

function authorization(): Record<string, string> {
  const bearer = token.get();
  return bearer ? { authorization: `Bearer ${bearer}` } : {};
}

/** The body as an object; API Gateway and proxies may send anything. */
function parsed(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function tell(
  { method, path }: ApiRequest,
  response: Response,
  body: Record<string, unknown> | undefined,
  start: number,
) {
  const command: CommandNews = {
    requestId: response.headers.get('x-request-id') ?? crypto.randomUUID(),
    method,
    path,
    status: response.status,
    petId: path.split(/[/?]/)[2] ?? (typeof body?.petId === 'string' ? body.petId : null),
    version: typeof body?.version === 'number' ? body.version : null,
    startedAt: start,
    endedAt: performance.timeOrigin + performance.now(),
  };
  ownCommands.dispatchEvent(new CustomEvent('command', { detail: command }));
}
