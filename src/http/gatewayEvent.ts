import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { isObject, type JsonObject, type JsonValue } from '../domain/jsonValue.ts';
import { PET_ID } from '../domain/pet.ts';
import { portabilityViolations } from '../domain/portabilityViolations.ts';
import { invalidParameter, Problem } from './problems.ts';

/** An event of an API Gateway HTTP API, payload format 2.0, with whichever authorizer the stage has. */
export type GatewayEvent = APIGatewayProxyEventV2 & {
  requestContext: APIGatewayProxyEventV2['requestContext'] & {
    authorizer?: { jwt?: { claims: Record<string, unknown> }; iam?: { userArn: string } };
  };
};

export const MAX_BODY_BYTES = 64 * 1024;

/** Ids and trace headers that callers may bring: nothing that could break a header, a log line or a table. */
const CALLER_ID = /^[A-Za-z0-9._:/+=@-]{1,128}$/;
const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The id that the response, the logs and the events carry: the caller's own where it is well formed. */
export function requestIdOf(event: GatewayEvent): string {
  return callerId(event, 'x-request-id') ?? event.requestContext.requestId;
}

/** Who asked and in which request, for the event's metadata. */
export function metadataOf(event: GatewayEvent): {
  actor: string;
  requestId: string;
  correlationId: string;
  traceparent?: string;
} {
  const requestId = requestIdOf(event);
  const { traceparent } = event.headers;
  return {
    actor: actorOf(event),
    requestId,
    correlationId: callerId(event, 'x-correlation-id') ?? requestId,
    ...(traceparent !== undefined && TRACEPARENT.test(traceparent) && { traceparent }),
  };
}

function actorOf({ requestContext: { authorizer } }: GatewayEvent): string {
  const subject = authorizer?.jwt?.claims.sub;
  return (typeof subject === 'string' ? subject : authorizer?.iam?.userArn) ?? 'anonymous';
}

function callerId(event: GatewayEvent, header: string): string | undefined {
  const id = event.headers[header];
  return id !== undefined && CALLER_ID.test(id) ? id : undefined;
}

export function petIdOf(event: GatewayEvent): string {
  const petId = event.pathParameters?.petId ?? '';
  if (!PET_ID.test(petId)) throw invalidParameter('/path/petId', INVALID_PET_ID);
  return petId;
}

export const INVALID_PET_ID = 'must be 1 to 64 letters, digits, hyphens or underscores';

/** The caller's Idempotency-Key, bare or as the quoted string that the draft has it be. */
export function idempotencyKeyOf({ headers }: GatewayEvent): string | undefined {
  const header = headers['idempotency-key'];
  if (header === undefined) return undefined;
  if (!/^[\x21-\x7e]{1,255}$/.test(header)) {
    throw invalidParameter('/headers/idempotency-key', 'must be 1 to 255 visible ASCII characters');
  }
  return /^"(.+)"$/.exec(header)?.[1] ?? header;
}

/** A query parameter; one given twice is refused, as nothing tells which was meant. */
export function queryParameter(event: GatewayEvent, name: string): string | undefined {
  const values = new URLSearchParams(event.rawQueryString).getAll(name);
  if (values.length > 1) throw invalidParameter(`/query/${name}`, 'must be given once');
  return values[0];
}

/** What `curl -d` calls every body; the service that this one replaces never looked at the type. */
const CURL_DEFAULT_TYPE = 'application/x-www-form-urlencoded';

/** Media types of a whole pet, and of a change to one. PATCH names its type (RFC 5789), so there it counts. */
export const PET_TYPES = ['application/json', CURL_DEFAULT_TYPE];
export const PATCH_TYPES = ['application/merge-patch+json', 'application/json'];
export const MERGING_PUT_TYPES = [...PATCH_TYPES, CURL_DEFAULT_TYPE];

/** The body as a JSON object, in one of the accepted media types; a body without a type is taken as JSON. */
export function jsonBody(event: GatewayEvent, mediaTypes: readonly string[]): JsonObject {
  const mediaType = event.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (mediaType && !mediaTypes.includes(mediaType)) {
    const accepted = mediaTypes.filter((type) => type !== CURL_DEFAULT_TYPE).join(', ');
    throw new Problem('unsupported-media-type', `The body must be of type ${accepted}.`, {
      headers: { [mediaTypes === PET_TYPES ? 'accept' : 'accept-patch']: accepted },
    });
  }
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BODY_BYTES) {
    throw new Problem('body-too-large', `The body must be at most ${MAX_BODY_BYTES} bytes.`);
  }
  const body = parseJson(bytes);
  const errors = isObject(body) ? portabilityViolations(body) : [{ pointer: '', message: 'must be a JSON object' }];
  if (errors.length > 0) throw new Problem('invalid-pet', 'The body can not be a pet.', { errors });
  return body as JsonObject;
}

function parseJson(bytes: Buffer): JsonValue {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Problem('invalid-json', 'The body must be JSON text in UTF-8.');
  }
}
