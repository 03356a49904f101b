import { expect, test } from 'vitest';
import { violations } from './responseChecker.ts';

const id = { 'x-request-id': 'r-1', 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' };
const json = { ...id, 'content-type': 'application/json' };
const pet = {
  petId: 'a',
  name: 'A',
  type: 'b',
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
};
const tagged = { ...json, etag: '"1"' };
const problem = (name: string, status: number) =>
  JSON.stringify({ type: `/problems/${name}`, title: 't', status, detail: 'd', requestId: 'r-1' });
const problemJson = { ...id, 'content-type': 'application/problem+json' };

test.each<[string, string, string, number, Record<string, string>, string, string[]]>([
  ['a pet', 'GET', '/pets/a', 200, tagged, JSON.stringify(pet), []],
  [
    'a pet without its type',
    'GET',
    '/pets/a',
    200,
    tagged,
    JSON.stringify({ ...pet, type: undefined }),
    ["the body:  must have required property 'type'"],
  ],
  ['no ETag', 'GET', '/pets/a', 200, json, JSON.stringify(pet), ['the header etag is missing']],
  [
    'a weak ETag',
    'GET',
    '/pets/a',
    200,
    { ...json, etag: 'W/"1"' },
    JSON.stringify(pet),
    ['the header etag:  must match pattern "^"[!#-~]+"$"'],
  ],
  [
    'a header that nobody knows',
    'GET',
    '/health',
    200,
    { ...json, 'x-powered-by': 'x' },
    '{"status":"ok"}',
    ['the header x-powered-by is not declared'],
  ],
  ['a status', 'GET', '/health', 404, problemJson, problem('pet-not-found', 404), ['no response with status 404']],
  ['a problem', 'GET', '/pets/a', 404, problemJson, problem('pet-not-found', 404), []],
  [
    'a problem of another route',
    'DELETE',
    '/pets/a',
    404,
    problemJson,
    problem('route-not-found', 404),
    ['the body: /type must be equal to constant'],
  ],
  [
    'a problem without an id',
    'GET',
    '/pets/a',
    404,
    { 'content-type': 'application/problem+json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
    problem('pet-not-found', 404),
    ['the header x-request-id is missing'],
  ],
  ['a path', 'GET', '/nowhere', 404, problemJson, problem('route-not-found', 404), []],
  [
    'a method without Allow',
    'PUT',
    '/health',
    405,
    problemJson,
    problem('method-not-allowed', 405),
    ['the header allow is missing'],
  ],
  [
    'a media type',
    'GET',
    '/health',
    200,
    { ...id, 'content-type': 'text/html' },
    'ok',
    ['a body of type text/html is not declared'],
  ],
  ['a body of HEAD', 'HEAD', '/health', 200, json, '{"status":"ok"}', ['HEAD has a body']],
  ['HEAD', 'HEAD', '/health', 200, json, '', []],
  ['no body', 'GET', '/health', 200, json, '', ['the body is missing']],
  ['a body of 204', 'DELETE', '/pets/a', 204, json, '{}', ['a body of type application/json is not declared']],
  [
    'an error of API Gateway',
    'GET',
    '/pets',
    429,
    { 'content-type': 'application/json' },
    '{"message":"Too Many Requests"}',
    [],
  ],
  [
    'an error of API Gateway that says more',
    'GET',
    '/pets',
    429,
    { 'content-type': 'application/json' },
    '{"message":"","stack":""}',
    ['the body:  must NOT have additional properties'],
  ],
])('%s', (_, method, path, status, headers, body, found) => {
  expect(violations(method, path, { status, headers: new Headers(headers), body })).toEqual(found);
});
