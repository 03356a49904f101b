import fc from 'fast-check';
import openApi from '../../docs/openapi.json' with { type: 'json' };
import { type Body, bodiesOf, noBody } from './bodyPieces.ts';
import { hostileBody, hostileHeader, hostileSegment, hostileUrlText } from './hostile.ts';
import { headersOf, type Parameter, pathsOf, queriesOf } from './parameterPieces.ts';
import { areWellFormed } from './piece.ts';
import type { RawRequest } from './rawClient.ts';
import type { Schema } from './schemaValues.ts';

export interface FuzzRequest extends RawRequest {
  /** Everything about it is as the document has it: it may not be refused as malformed. */
  wellFormed: boolean;
}

/** Bodies by media type, each with its schema or a reference to it. */
type Content = Record<string, { schema: Schema & { $ref?: string } }>;
interface Operation {
  parameters: { $ref: string }[];
  requestBody?: { content: Content };
}
const components = openApi.components as unknown as {
  parameters: Record<string, Parameter>;
  schemas: Record<string, Schema>;
};
const named = (ref: string) => ref.split('/').at(-1)!;

function requestsOf(path: string, method: string, operation: Operation): fc.Arbitrary<FuzzRequest> {
  const parameters = operation.parameters.map(({ $ref }) => components.parameters[named($ref)]!);
  const inPlace = (place: string) => parameters.filter((parameter) => parameter.in === place);
  return fc
    .record({
      method: method === 'get' ? fc.constantFrom('GET', 'GET', 'HEAD') : fc.constant(method.toUpperCase()),
      path: pathsOf(path, inPlace('path')),
      query: queriesOf(inPlace('query')),
      headers: headersOf(inPlace('header')),
      body: operation.requestBody ? bodiesFor(operation.requestBody.content) : noBody,
    })
    .map(({ method, path, query, headers, body }) => ({
      method,
      target: query.value === '' ? path.value : `${path.value}?${query.value}`,
      headers: [
        ...headers.value,
        ...(body.value?.type === undefined ? [] : [['content-type', body.value.type] as const]),
      ],
      body: body.value?.bytes,
      wellFormed: areWellFormed([path, query, headers, body]) && namesItsPet(path.value, body.value),
    }));
}

/** A petId in the body of a change must be the path's. */
function namesItsPet(path: string, body: Body | undefined): boolean {
  if (!body || path === '/pets') return true;
  const { petId } = JSON.parse(body.bytes.toString()) as { petId?: string };
  return petId === undefined || path === `/pets/${petId}`;
}

function bodiesFor(content: Content) {
  const { schema } = Object.values(content)[0]!;
  return bodiesOf(schema.$ref === undefined ? schema : components.schemas[named(schema.$ref)]!, Object.keys(content));
}

/** What no operation takes. */
const unmatched: fc.Arbitrary<FuzzRequest> = fc
  .record({
    method: fc.constantFrom(
      'GET',
      'HEAD',
      'POST',
      'PUT',
      'PATCH',
      'DELETE',
      'OPTIONS',
      'TRACE',
      'PROPFIND',
      'NONSENSE',
      'get',
      '',
    ),
    target: fc.oneof(
      fc.array(hostileSegment, { minLength: 1, maxLength: 4 }).map((segments) => `/${segments.join('/')}`),
      fc.constantFrom(...Object.keys(openApi.paths)),
      fc.constantFrom(
        '',
        '*',
        '//',
        '/pets//',
        '/PETS',
        '/pets/',
        'pets',
        'http://localhost/pets',
        '/%70ets',
        '/pets%2Ffuzz-1',
        '/pets/./fuzz-1',
      ),
      hostileUrlText,
    ),
    headers: fc.array(fc.tuple(fc.constantFrom('accept', 'cookie', 'x-request-id', 'content-type'), hostileHeader), {
      maxLength: 2,
    }),
    body: fc.option(hostileBody, { nil: undefined }),
  })
  .map((request) => ({ ...request, wellFormed: false }));

/** Changes and lists say more than what is the same every time. */
const weightOf = (path: string) => (/^.(pets|events)/.test(path) ? 4 : 1);

const operations = Object.entries(openApi.paths as unknown as Record<string, Record<string, Operation>>).flatMap(
  ([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      weight: weightOf(path),
      arbitrary: requestsOf(path, method, operation),
    })),
);

/** Requests to every operation of the OpenAPI document, and to none: as documented, slightly wrong, or hostile. */
export const fuzzRequest: fc.Arbitrary<FuzzRequest> = fc.oneof(...operations, { weight: 4, arbitrary: unmatched });
