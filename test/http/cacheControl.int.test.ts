import { beforeAll, expect, test, vi } from 'vitest';
import type { Invoke } from '../../infra/local/invoking.ts';
import { loadFunction } from '../../infra/local/loadFunction.ts';
import { useEngine } from '../support/engine.ts';
import { gatewayEvent } from '../support/gatewayEvent.ts';
import { updatesOf } from '../support/history.ts';
import { putEvents } from '../support/items.ts';

const engine = useEngine({ stream: false });
vi.spyOn(console, 'error').mockImplementation(() => {});
const functions: Record<string, Invoke> = {};
beforeAll(() => putEvents(engine.client, updatesOf('rex', 2)));

const pathParameters = { petId: 'rex' };
const body = '{"name":"Fido","type":"dog"}';
const strong = { pathParameters, rawQueryString: 'consistency=strong' };

test.each([
  ['createPet', 'POST /pets', { body }, 201, 'private, no-store'],
  ['createPet', 'POST /pets', { body: '{' }, 400, 'private, no-store'],
  ['updatePet', 'PUT /pets/{petId}', { pathParameters, body }, 200, 'private, no-store'],
  ['deletePet', 'DELETE /pets/{petId}', { pathParameters: { petId: 'nobody' } }, 404, 'private, no-store'],
  ['listPets', 'GET /pets', {}, 200, 'private, no-store'],
  ['petHistory', 'GET /pets/{petId}/history', { pathParameters }, 200, 'private, no-store'],
  ['blamePet', 'GET /pets/{petId}/blame', { pathParameters }, 200, 'private, no-store'],
  ['listEvents', 'GET /events', {}, 200, 'private, no-store'],
  ['showPet', 'GET /pets/{petId}', strong, 200, 'private, no-cache'],
  ['showPet', 'HEAD /pets/{petId}', strong, 200, 'private, no-cache'],
  ['showPet', 'GET /pets/{petId}', { ...strong, headers: { 'if-none-match': '*' } }, 304, 'private, no-cache'],
  [
    'showPet',
    'GET /pets/{petId}',
    { pathParameters, rawQueryString: 'at=2100-01-01T00:00:00Z' },
    200,
    // Personal data may be erased from the past.
    'private, no-store',
  ],
  ['showPet', 'GET /pets/{petId}', { pathParameters, rawQueryString: 'version=1' }, 200, 'private, no-store'],
  ['showPet', 'GET /pets/{petId}', { pathParameters, rawQueryString: 'version=9' }, 404, 'private, no-store'],
  ['describeApi', 'GET /health', {}, 200, 'private, no-store'],
  ['describeApi', 'GET /openapi.json', {}, 200, 'public, max-age=3600'],
  ['describeApi', 'GET /openapi.json', { headers: { 'if-none-match': '*' } }, 304, 'public, max-age=3600'],
  ['describeApi', '$default', { rawPath: '/nowhere' }, 404, 'private, no-store'],
  ['showConsole', 'GET /console/{file}', { pathParameters: { file: 'app.js' } }, 200, 'no-cache'],
  ['showDocs', 'GET /docs/{file}', { pathParameters: { file: 'no.js' } }, 404, 'private, no-store'],
])('%s: %s', async (name, routeKey, changes, status, cacheControl) => {
  functions[name] ??= await loadFunction(name);
  expect(await functions[name](gatewayEvent(routeKey, changes))).toMatchObject({
    statusCode: status,
    headers: { 'cache-control': cacheControl, 'x-content-type-options': 'nosniff' },
  });
});
