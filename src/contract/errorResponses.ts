import { type ProblemName, problems } from '../http/problems.ts';
import type { JsonSchema } from './ref.ts';
import { COMMON, type HeaderName, headersOf } from './responseHeaders.ts';

interface Case {
  /** What such a problem says of one request. */
  detail: string;
  errors?: { pointer: string; message: string }[];
  /** What the response carries beside what every answer does. */
  headers?: HeaderName[];
  /** What it carries only sometimes. */
  optionalHeaders?: HeaderName[];
}

/** One case of every problem. */
const cases: Record<ProblemName, Case> = {
  'invalid-json': { detail: 'The body must be JSON text in UTF-8.' },
  'invalid-pet': {
    detail: '/weightKg must be a number above 0.',
    errors: [{ pointer: '/weightKg', message: 'must be a number above 0' }],
  },
  'invalid-parameter': {
    detail: '/query/limit must be a whole number from 1 to 100.',
    errors: [{ pointer: '/query/limit', message: 'must be a whole number from 1 to 100' }],
  },
  unauthorized: { detail: 'The request carries no identity.', optionalHeaders: ['WWW-Authenticate'] },
  forbidden: { detail: 'The token lacks the scope pets:write.', optionalHeaders: ['WWW-Authenticate'] },
  'pet-not-found': { detail: 'No pet has the id 029340.' },
  'version-not-found': {
    detail: 'The pet has no version 7.',
    errors: [{ pointer: '/query/version', message: 'must be from 1 to 3' }],
  },
  'receipt-not-ready': {
    detail: 'The log has not taken in version 3 of the pet 029340 yet.',
    headers: ['Retry-After'],
  },
  'log-not-ready': { detail: 'The log was not signed yet.', headers: ['Retry-After'] },
  'tile-not-found': { detail: 'The log, of 812 events, does not have this tile.' },
  'route-not-found': { detail: 'There is nothing at /pet. GET / has links to what there is.' },
  'method-not-allowed': { detail: 'This path takes POST, GET.', headers: ['Allow'] },
  'pet-exists': { detail: 'The pet 029340 exists.' },
  contention: { detail: 'Other writers came first every time. Try again.', headers: ['Retry-After'] },
  'pet-deleted': { detail: 'The pet 029340 was deleted.', optionalHeaders: ['Link'] },
  'version-conflict': { detail: 'The pet is at version 3. Read it again first.', headers: ['ETag'] },
  'body-too-large': { detail: 'The body must be at most 65536 bytes.' },
  'pet-too-large': { detail: 'The pet would be more than 65536 bytes of JSON.' },
  'unsupported-media-type': {
    detail: 'The body must be of type application/merge-patch+json, application/json.',
    optionalHeaders: ['Accept', 'Accept-Patch'],
  },
  'idempotency-key-reused': { detail: 'This Idempotency-Key came with another request before.' },
  'precondition-required': { detail: 'Send the ETag of the version that you build on, as If-Match.' },
  internal: { detail: 'The fault was logged under this request id.' },
  unavailable: { detail: 'Try again later.', headers: ['Retry-After'] },
};

/** The document's `components.examples`: one of every problem type, by its name. */
export const problemExamples: Record<string, { summary: string; value: object }> = Object.fromEntries(
  Object.entries(cases).map(([name, { detail, errors }]) => {
    const { status, title } = problems[name as ProblemName];
    const value = {
      type: `/problems/${name}`,
      title,
      status,
      detail,
      requestId: 'checkout-7f3a',
      ...(errors && { errors }),
    };
    return [name, { summary: title, value }];
  }),
);

/** What API Gateway answers itself, by status, in its own format. */
const gatewayErrors: Record<string, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  413: 'Request Entity Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** The document's `components.responses`, by what may be answered: filled as operations need them. */
export type SharedResponses = Record<string, object>;

/**
 * The error responses of an operation, by status: references into `shared`. `gateway` lists the statuses that API
 * Gateway may answer too.
 */
export function errorResponses(
  names: readonly ProblemName[],
  gateway: readonly number[],
  shared: SharedResponses,
): Record<string, object> {
  const statuses = [...new Set([...names.map((name) => problems[name].status), ...gateway])];
  return Object.fromEntries(
    statuses.map((status) => {
      const ofStatus = names.filter((name) => problems[name].status === status);
      const gatewayMessage = gateway.includes(status) ? gatewayErrors[status] : undefined;
      const key = [...ofStatus, ...(gatewayMessage ? [`gateway-${status}`] : [])].join('.');
      shared[key] ??= errorResponse(ofStatus, gatewayMessage);
      return [status, { $ref: `#/components/responses/${key}` }];
    }),
  );
}

function errorResponse(names: readonly ProblemName[], gatewayMessage: string | undefined): object {
  const required = names.map((name): HeaderName[] => [...COMMON, ...(cases[name].headers ?? [])]);
  const optional = names.flatMap((name) => cases[name].optionalHeaders ?? []);
  // What API Gateway answers itself has no header of ours.
  const isRequired = (name: HeaderName) =>
    gatewayMessage === undefined && required.every((ones) => ones.includes(name));
  return {
    description: names.length > 0 ? names.map((name) => problems[name].title).join('. Or: ') : gatewayMessage,
    headers: headersOf([...new Set([...required.flat(), ...optional])], isRequired),
    content: {
      ...(names.length > 0 && {
        'application/problem+json': {
          schema: problemSchema(names),
          examples: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/examples/${name}` }])),
        },
      }),
      ...(gatewayMessage !== undefined && {
        'application/json': {
          schema: { $ref: '#/components/schemas/GatewayError' },
          example: { message: gatewayMessage },
        },
      }),
    },
  };
}

/** Exactly these problems. */
function problemSchema(names: readonly ProblemName[]): JsonSchema {
  const alternatives = names.map((name) => ({
    properties: { type: { const: `/problems/${name}` }, status: { const: problems[name].status } },
    ...(cases[name].errors && { required: ['errors'] }),
  }));
  return {
    allOf: [
      { $ref: '#/components/schemas/Problem' },
      ...(alternatives.length === 1 ? alternatives : [{ anyOf: alternatives }]),
    ],
  };
}
