import type { ProblemName } from '../http/problems.ts';
import { type Route, type RouteName, routes } from '../routes.ts';
import { errorResponses, problemExamples, type SharedResponses } from './errorResponses.ts';
import { type Operation, operations } from './operations.ts';
import { parameters } from './parameters.ts';
import { type JsonSchema, ref } from './ref.ts';
import { COMMON, headersOf, responseHeaders } from './responseHeaders.ts';
import { schemas } from './schemas.ts';

/** HEAD answers as GET does, on every path; the document says so once. */
export const described: readonly Route[] = routes.filter(({ method }) => method !== 'HEAD');

/** The API as an OpenAPI 3.1 document, made from the routes, the schemas that validate requests, and the problems. */
export function openApiDocument(version: string): object {
  const responses: SharedResponses = {};
  const paths: Record<string, Record<string, object>> = {};
  // What a request that no operation takes is answered with.
  errorResponses(['route-not-found', 'method-not-allowed'], [], responses);
  errorResponses([], [400], responses);
  for (const route of described) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route, responses) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Pets',
      version,
      description:
        'Pets whose every change is kept as an event. What answers GET answers HEAD. Errors are problem documents ' +
        '(RFC 9457); a path that is not listed is 404, a method that a path does not take is 405 with `Allow`, and a query parameter ' +
        'that is not listed is 400.',
    },
    servers: [{ url: '/' }],
    tags: [{ name: 'Pets' }, { name: 'Audit' }, { name: 'API' }],
    paths,
    components: {
      schemas,
      parameters,
      headers: responseHeaders,
      examples: problemExamples,
      responses,
      securitySchemes: {
        jwt: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            "An access token of the OpenID Connect issuer that the service was set up with; its `scope` must hold the operation's. " +
            'A service may instead ask for AWS Signature Version 4 (IAM), or, on one machine, for nothing.',
        },
      },
    },
  };
}

function operationOf(route: Route, shared: SharedResponses): object {
  const operation: Operation = operations[`${route.method} ${route.path}` as RouteName];
  const { operationId, tag, summary, description, body } = operation;
  return {
    operationId,
    tags: [tag],
    summary,
    ...(description && { description }),
    security: route.scope ? [{ jwt: [route.scope] }] : [],
    parameters: [...operation.parameters, 'requestId'].map((name) => ({ $ref: `#/components/parameters/${name}` })),
    ...(body && { requestBody: { required: true, content: contentOf(body.schema, body.mediaTypes) } }),
    responses: {
      ...successResponses(operation),
      ...errorResponses(problemsOf(route, operation), gatewayStatuses(route, operation), shared),
    },
  };
}

const problemsOf = ({ scope }: Route, { problems }: Operation): ProblemName[] => [
  ...problems,
  ...(scope ? (['unauthorized', 'forbidden'] as const) : []),
  'internal',
];

/** Which errors API Gateway may answer itself. */
function gatewayStatuses(route: Route, { body }: Operation): number[] {
  return [
    ...(route.path.includes('{') ? [400] : []),
    ...(route.scope ? [401, 403] : []),
    ...(body ? [413] : []),
    429,
    500,
    503,
  ];
}

function successResponses({ success }: Operation): Record<string, object> {
  return Object.fromEntries(
    Object.entries(success).map(
      ([status, { description, headers = [], optionalHeaders = [], schema, mediaTypes = ['application/json'] }]) => [
        status,
        {
          description,
          headers: headersOf([...COMMON, ...headers, ...optionalHeaders], (name) => !optionalHeaders.includes(name)),
          ...(schema && { content: contentOf(schema, mediaTypes) }),
        },
      ],
    ),
  );
}

function contentOf(schema: string | JsonSchema, mediaTypes: readonly string[]) {
  const content = { schema: typeof schema === 'string' ? ref(schema) : schema };
  return Object.fromEntries(mediaTypes.map((type) => [type, content]));
}
