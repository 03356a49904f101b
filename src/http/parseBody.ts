import { isObject, type JsonObject, type JsonValue } from '../domain/jsonValue.ts';
import { portabilityViolations } from '../domain/portabilityViolations.ts';
import { duplicateMembers } from './duplicateMembers.ts';
import type { GatewayEvent } from './gatewayEvent.ts';
import { invalid, Problem } from './problems.ts';

export const MAX_BODY_BYTES = 64 * 1024;

/** What `curl -d` calls every body; the service that this one replaces never looked at the type. */
const CURL_DEFAULT_TYPE = 'application/x-www-form-urlencoded';

/** The media types that a body may have, and the header that tells them to a caller who sent another one. */
export interface BodyTypes {
  mediaTypes: readonly string[];
  toldIn: 'accept' | 'accept-patch';
}

/** JSON is UTF-8 (RFC 8259 section 8.1), of which ASCII is a part. */
const CHARSET = /;\s*charset\s*=\s*"?([^\s;"]*)/i;
const UTF_8 = /^(utf-?8|us-ascii)?$/i;

const PATCH = ['application/merge-patch+json', 'application/json'];

/** A whole pet, and a change to one. PATCH names its type (RFC 5789), so there it counts. */
export const WHOLE: BodyTypes = { mediaTypes: ['application/json', CURL_DEFAULT_TYPE], toldIn: 'accept' };
export const MERGE_PATCH: BodyTypes = { mediaTypes: PATCH, toldIn: 'accept-patch' };
export const MERGING_PUT: BodyTypes = { mediaTypes: [...PATCH, CURL_DEFAULT_TYPE], toldIn: 'accept-patch' };

/** The body as a JSON object, in one of the accepted types; a body without a type is taken as JSON. Throws the 4xx. */
export function parseBody(event: GatewayEvent, { mediaTypes, toldIn }: BodyTypes): JsonObject {
  const contentType = event.headers['content-type'] ?? '';
  const mediaType = contentType.split(';')[0]!.trim().toLowerCase();
  if ((mediaType && !mediaTypes.includes(mediaType)) || !UTF_8.test(CHARSET.exec(contentType)?.[1] ?? '')) {
    const accepted = mediaTypes.filter((type) => type !== CURL_DEFAULT_TYPE).join(', ');
    const headers = { [toldIn]: accepted };
    throw new Problem('unsupported-media-type', `The body must be of type ${accepted}, in UTF-8.`, { headers });
  }
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BODY_BYTES) {
    throw new Problem('body-too-large', `The body must be at most ${MAX_BODY_BYTES} bytes.`);
  }
  const text = textOf(bytes, event.headers['content-length']);
  const body = parseJson(text);
  const errors = isObject(body) ? portabilityViolations(body) : [{ pointer: '', message: 'must be a JSON object' }];
  if (errors.length === 0) errors.push(...duplicateMembers(text));
  if (errors.length > 0) throw invalid('invalid-pet', errors);
  return body as JsonObject;
}

/**
 * The body's text, without a byte order mark. API Gateway puts U+FFFD in the place of bytes that are not UTF-8: then the
 * text is not as long as what was sent.
 */
function textOf(bytes: Buffer, sentBytes: string | undefined): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw notJson();
  }
  if (text.includes('\ufffd') && sentBytes !== undefined && Number(sentBytes) !== bytes.length) throw notJson();
  return text;
}

function parseJson(text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch {
    throw notJson();
  }
}

const notJson = () => new Problem('invalid-json', 'The body must be JSON text in UTF-8.');
