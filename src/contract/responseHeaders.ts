import type { JsonSchema } from './ref.ts';

interface Header {
  description: string;
  schema: JsonSchema;
  example: string | number;
}

/** The document's `components.headers`: what responses carry beside a body. */
export const responseHeaders = {
  'x-request-id': {
    description: "The caller's id for the request if it sent one, or else the service's.",
    schema: { type: 'string', pattern: '^[A-Za-z0-9._:/+=@-]{1,128}$' },
    example: 'checkout-7f3a',
  },
  ETag: {
    description: 'A strong entity tag (RFC 9110 section 8.8.3). That of a pet is its version in quotes.',
    schema: { type: 'string', pattern: '^"[!#-~]+"$' },
    example: '"3"',
  },
  'Cache-Control': {
    description:
      'Who may keep the answer, and for how long (RFC 9111). Answers about pets are `private`: no shared cache may.',
    schema: { type: 'string' },
    example: 'private, no-store',
  },
  'X-Content-Type-Options': {
    description: 'The answer is what its type says.',
    schema: { type: 'string', enum: ['nosniff'] },
    example: 'nosniff',
  },
  'Content-Location': {
    description: 'Where the answer stays, whatever happens to the pet (RFC 9110 section 8.7).',
    schema: { type: 'string', format: 'uri-reference' },
    example: '/pets/01KAS2J9QH4Z1V5T8R0N6W3XYE?version=2',
  },
  Location: {
    description: 'Where the new pet is, or where to go instead.',
    schema: {
      type: 'string',
      format: 'uri-reference',
      pattern: '^/(pets/[A-Za-z0-9_-]{1,64}|console(/favicon\\.svg)?)$',
    },
    example: '/pets/01KAS2J9QH4Z1V5T8R0N6W3XYE',
  },
  Link: {
    description: 'Where the next page is, the history of a pet that was deleted, or what describes the API (RFC 8288).',
    schema: { type: 'string', pattern: '^<[^<>]+>; rel="[a-z-]+"(, <[^<>]+>; rel="[a-z-]+")*$' },
    example: '</pets?limit=10&cursor=kq3mZxX2v0nTq4dC>; rel="next"',
  },
  Vary: {
    description: 'The request header that the answer depends on (RFC 9110 section 12.5.5).',
    schema: { type: 'string', enum: ['accept'] },
    example: 'accept',
  },
  'Retry-After': {
    description: 'After how many seconds to try again.',
    schema: { type: 'integer', minimum: 1 },
    example: 1,
  },
  Allow: {
    description: 'The methods that the path takes (RFC 9110 section 10.2.1).',
    schema: { type: 'string', pattern: '^[A-Z]+(, [A-Z]+)*$' },
    example: 'POST, GET',
  },
  'WWW-Authenticate': {
    description: 'How callers make themselves known (RFC 6750 section 3).',
    schema: { type: 'string' },
    example: 'Bearer',
  },
  'Preference-Applied': {
    description: 'The preference that was honoured (RFC 7240 section 3): then there is no body.',
    schema: { type: 'string', enum: ['return=minimal'] },
    example: 'return=minimal',
  },
  Accept: {
    description: 'The media types that the body may have (RFC 9110 section 12.5.1).',
    schema: { type: 'string' },
    example: 'application/json',
  },
  'Accept-Patch': {
    description: 'The media types that a change may have (RFC 5789 section 3.1).',
    schema: { type: 'string' },
    example: 'application/merge-patch+json, application/json',
  },
} satisfies Record<string, Header>;

export type HeaderName = keyof typeof responseHeaders;

/** What every answer of the service carries. */
export const COMMON: readonly HeaderName[] = ['x-request-id', 'Cache-Control', 'X-Content-Type-Options'];

/** The `headers` of a response. */
export function headersOf(names: readonly HeaderName[], isRequired: (name: HeaderName) => boolean): object {
  return Object.fromEntries(
    names.map((name) => [
      name,
      isRequired(name) ? { ...responseHeaders[name], required: true } : { $ref: `#/components/headers/${name}` },
    ]),
  );
}
