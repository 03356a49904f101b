import type { Violation } from '../domain/jsonValue.ts';

/** Every problem this API answers with (RFC 9457); `type` is `/problems/<name>`. */
export const problems = {
  'invalid-json': { status: 400, title: 'The body is not JSON' },
  'invalid-pet': { status: 400, title: 'The pet is not valid' },
  'invalid-parameter': { status: 400, title: 'A parameter is not valid' },
  unauthorized: { status: 401, title: 'The caller is not known' },
  forbidden: { status: 403, title: 'The caller may not do this' },
  'pet-not-found': { status: 404, title: 'There is no such pet' },
  'version-not-found': { status: 404, title: 'The pet has no such version' },
  'receipt-not-ready': { status: 404, title: 'The log has not taken the event in yet' },
  'log-not-ready': { status: 404, title: 'The log was not signed so far' },
  'tile-not-found': { status: 404, title: 'The log has no such tile' },
  'route-not-found': { status: 404, title: 'There is no such route' },
  'method-not-allowed': { status: 405, title: 'The route does not take this method' },
  'pet-exists': { status: 409, title: 'The pet exists already' },
  contention: { status: 409, title: 'Too many writers change this pet at once' },
  'pet-deleted': { status: 410, title: 'The pet was deleted' },
  'version-conflict': { status: 412, title: 'The pet is not at the expected version' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'pet-too-large': { status: 413, title: 'The pet would become too large' },
  'unsupported-media-type': { status: 415, title: 'The body has an unsupported media type' },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key was used for another request' },
  'precondition-required': { status: 428, title: 'The request must be conditional' },
  internal: { status: 500, title: 'The service failed' },
  unavailable: { status: 503, title: 'The service is unavailable for the moment' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemName = keyof typeof problems;

/**
 * What a request is answered with instead: a problem document. Handlers return it; what parses a request throws it, and
 * `http()` catches it.
 */
export class Problem extends Error {
  readonly problem: ProblemName;
  /** What is wrong in the body, a parameter or a header. */
  readonly errors: readonly Violation[] | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Further members of the document (RFC 9457 section 3.2). */
  readonly extension: Readonly<Record<string, unknown>>;

  constructor(
    problem: ProblemName,
    detail: string,
    more: {
      errors?: readonly Violation[];
      headers?: Record<string, string>;
      extension?: Record<string, unknown>;
    } = {},
  ) {
    super(detail);
    this.problem = problem;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
    this.extension = more.extension ?? {};
  }
}

export const petNotFound = (petId: string, detail = `No pet has the id ${petId}.`) =>
  new Problem('pet-not-found', detail);

/** What was deleted still has its history: the answer says where. */
export function petDeleted(petId: string): Problem {
  const history = `/pets/${petId}/history`;
  return new Problem('pet-deleted', `The pet ${petId} was deleted.`, {
    headers: { link: `<${history}>; rel="history"` },
    extension: { history },
  });
}

/** A version, well formed, that a pet does not have: it has not come so far, or its history has a gap there. */
export function versionNotFound(version: number, newest: number, pointer = '/query/version'): Problem {
  const message = version > newest ? `must be from 1 to ${newest}` : 'is missing from the history';
  return new Problem('version-not-found', `The pet has no version ${version}.`, {
    errors: [{ pointer, message }],
  });
}

/** The sequencer runs every minute on AWS, and every second on one machine. */
const LOG_RETRY_AFTER = { 'retry-after': '5' };

export const receiptNotReady = (petId: string, version: number) =>
  new Problem('receipt-not-ready', `The log has not taken in version ${version} of the pet ${petId} yet.`, {
    headers: LOG_RETRY_AFTER,
  });

export const logNotReady = (detail = 'The log was not signed yet.') =>
  new Problem('log-not-ready', detail, { headers: LOG_RETRY_AFTER });

/** More findings than these are counted, not told, in the sentence of a problem. */
const MOST_TOLD = 3;

/** What is wrong where, as a problem whose detail says it in a sentence. */
export function invalid(problem: 'invalid-pet' | 'invalid-parameter', errors: readonly Violation[]): Problem {
  const told = errors.slice(0, MOST_TOLD).map(({ pointer, message }) => `${pointer || 'The body'} ${message}`);
  if (errors.length > MOST_TOLD) told.push(`and ${errors.length - MOST_TOLD} more`);
  return new Problem(problem, `${told.join('; ')}.`, { errors });
}

/** A parameter, path segment or header that is not what it must be. `pointer` is `/query/limit`, `/path/petId`, ... */
export const invalidParameter = (pointer: string, message: string): Problem =>
  invalid('invalid-parameter', [{ pointer, message }]);
