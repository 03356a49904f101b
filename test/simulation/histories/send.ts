import { request as httpRequest } from 'node:http';
import type { Answer, PetRequest } from './attempt.ts';

const TIMEOUT_MS = 20_000;

/** Sends a request once, on a connection of its own. Undefined where no whole answer came. */
export function send(
  port: number,
  host: string,
  request: PetRequest,
  headers: Record<string, string>,
): Promise<Answer | undefined> {
  const { method, path } = targetOf(request);
  const { body, ifMatch, ifNoneMatch, key } = request;
  return exchange(port, method, path, body && JSON.stringify(body), {
    ...headers,
    host,
    ...(body && { 'content-type': 'application/json' }),
    ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    ...(ifNoneMatch !== undefined && { 'if-none-match': ifNoneMatch }),
    ...(key !== undefined && { 'idempotency-key': key }),
  });
}

function exchange(
  port: number,
  method: string,
  path: string,
  body: string | undefined,
  headers: Record<string, string>,
): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const lost = () => resolve(undefined);
    const sent = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => {
        const { etag, location, 'retry-after': retryAfter } = response.headers;
        const answer = { status: response.statusCode!, headers: { etag, location, 'retry-after': retryAfter }, text };
        resolve(response.complete ? answer : undefined);
      });
      response.on('error', lost);
    });
    sent.setTimeout(TIMEOUT_MS, () => sent.destroy());
    sent.on('error', lost);
    sent.on('close', lost);
    sent.end(body);
  });
}

function targetOf({ kind, petId = '', version }: PetRequest): { method: string; path: string } {
  const pet = `/pets/${petId}`;
  switch (kind) {
    case 'create':
      return { method: 'POST', path: '/pets' };
    case 'update':
      return { method: 'PATCH', path: pet };
    case 'put':
      return { method: 'PUT', path: pet };
    case 'delete':
      return { method: 'DELETE', path: pet };
    case 'restore':
      return { method: 'POST', path: `${pet}/restore${version === undefined ? '' : `?version=${version}`}` };
    case 'show':
      return { method: 'GET', path: pet };
    case 'strong':
      return { method: 'GET', path: `${pet}?consistency=strong` };
    case 'asOf':
      return { method: 'GET', path: `${pet}?version=${version}` };
  }
}
