import type { ApiRequest } from './apiRequest.ts';

/** An id that would change the path of its request, and so what the request asks for. Nothing was sent. */
export class InvalidPath extends Error {
  override readonly name = 'InvalidPath';
}

/** What a URL does not keep as it is in a path (WHATWG URL, "single-dot" and "double-dot URL path segment"), or is empty. */
const CHANGED = /^(\.|%2e){0,2}$/i;

/** Throws `InvalidPath` if a part of the path is empty, `.` or `..`. */
export function checkPath({ method, path }: ApiRequest): void {
  const [, ...parts] = path.split('?', 1)[0]!.split('/');
  const changed = parts.find((part) => CHANGED.test(part));
  if (changed === undefined || path === '/') return;
  throw new InvalidPath(`${method} ${path} was not sent: the id ${JSON.stringify(changed)} would change the path`);
}
