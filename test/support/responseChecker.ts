import openApi from '../../docs/openapi.json' with { type: 'json' };
import { schemaErrors } from './openApiSchemas.ts';

interface ResponseObject {
  $ref?: string;
  headers?: Record<string, { $ref?: string; required?: boolean }>;
  content?: Record<string, { schema: object }>;
}
export interface OperationObject {
  operationId: string;
  responses: Record<string, ResponseObject>;
}
export interface Answer {
  status: number;
  headers: Headers;
  body: string;
}

const paths: Record<string, Record<string, OperationObject>> = openApi.paths;

/** What carries a response, or concerns browsers alone; the document is silent about it. */
const TRANSPORT = new Set([
  'content-type',
  'content-length',
  'content-encoding',
  'content-security-policy',
  'referrer-policy',
  'date',
  'connection',
  'keep-alive',
  'apigw-requestid',
]);

/** What every answer of the service's own carries, whatever API Gateway's lack. */
const ALWAYS = new Set(['x-request-id', 'cache-control', 'x-content-type-options']);

/** The operation that takes a method and a path (without its query), with its JSON Pointer in the document. */
export function operationFor(
  method: string,
  path: string,
): { operation: OperationObject; pointer: string } | undefined {
  const segments = path.split('/').map(decoded);
  const matches = (template: string) => {
    const wanted = template.split('/');
    // As API Gateway has it, a last {name+} takes all the segments that are left.
    const fits = template.endsWith('+}') ? segments.length >= wanted.length : segments.length === wanted.length;
    return (
      fits &&
      wanted.every((want, index) => want === segments[index] || (want.startsWith('{') && segments[index] !== ''))
    );
  };
  const template = Object.keys(paths).sort().find(matches);
  const key = (method === 'HEAD' ? 'GET' : method).toLowerCase();
  const operation = template === undefined ? undefined : paths[template]?.[key];
  return operation && { operation, pointer: `/paths/${escaped(template!)}/${key}` };
}

/**
 * What the OpenAPI document does not allow about an answer to a request: its status, its headers, its media type, its
 * body. Empty where everything is as promised. `path` is the request target without the query.
 */
export function violations(method: string, path: string, answer: Answer): string[] {
  const found = operationFor(method, path);
  const pointer = found ? `${found.pointer}/responses/${answer.status}` : unmatched(answer.status);
  if (pointer === undefined || !exists(pointer)) return [`no response with status ${answer.status}`];
  const { pointer: place, value: response } = resolve<ResponseObject>(pointer);
  return [...headerViolations(place, response, answer), ...contentViolations(method, place, response, answer)];
}

/** What a request that no operation takes may be answered with. */
function unmatched(status: number): string | undefined {
  const names: Record<number, string> = { 400: 'gateway-400', 404: 'route-not-found', 405: 'method-not-allowed' };
  return names[status] && `/components/responses/${names[status]}`;
}

function headerViolations(place: string, { headers = {} }: ResponseObject, answer: Answer): string[] {
  const declared = new Map(Object.keys(headers).map((name) => [name.toLowerCase(), name]));
  const isOwn = answer.headers.get('content-type') === 'application/problem+json';
  return [
    ...[...answer.headers.keys()]
      .filter((name) => !declared.has(name) && !TRANSPORT.has(name))
      .map((name) => `the header ${name} is not declared`),
    ...[...declared].flatMap(([name, spelling]) => {
      const header = resolve<{ required?: boolean; schema: { type: string } }>(`${place}/headers/${escaped(spelling)}`);
      const text = answer.headers.get(name);
      if (text === null) {
        const isRequired = header.value.required || (isOwn && ALWAYS.has(name));
        return isRequired ? [`the header ${name} is missing`] : [];
      }
      const value = header.value.schema.type === 'integer' ? Number(text) : text;
      return schemaErrors(`${header.pointer}/schema`, value).map((error) => `the header ${name}: ${error}`);
    }),
  ];
}

function contentViolations(method: string, place: string, { content = {} }: ResponseObject, answer: Answer): string[] {
  const { headers, body } = answer;
  if (body === '') {
    const mayBeEmpty = method === 'HEAD' || Object.keys(content).length === 0 || headers.has('preference-applied');
    return mayBeEmpty ? [] : ['the body is missing'];
  }
  if (method === 'HEAD') return ['HEAD has a body'];
  const mediaType = headers.get('content-type')?.split(';')[0] ?? 'none';
  const declared = Object.keys(content).find((type) => type === mediaType || type === `${mediaType.split('/')[0]}/*`);
  if (declared === undefined) return [`a body of type ${mediaType} is not declared`];
  let value: unknown = body;
  if (/json$/.test(mediaType)) {
    try {
      value = JSON.parse(body);
    } catch {
      return ['the body is not JSON'];
    }
  }
  return schemaErrors(`${place}/content/${escaped(declared)}/schema`, value).map((error) => `the body: ${error}`);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

const escaped = (token: string) => token.replaceAll('~', '~0').replaceAll('/', '~1');

function exists(pointer: string): boolean {
  return at(pointer) !== undefined;
}

/** What a pointer leads to, with all references followed, and where that is. */
function resolve<T extends object>(pointer: string): { pointer: string; value: T } {
  const value = at(pointer) as T & { $ref?: string };
  return value.$ref ? resolve(value.$ref.slice(1)) : { pointer, value };
}

function at(pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (value, token) => (value as Record<string, unknown>)?.[token.replaceAll('~1', '/').replaceAll('~0', '~')],
      openApi,
    );
}
