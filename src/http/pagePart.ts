import { type StaticContent, staticContent } from './staticReply.ts';

/** Every part of a page comes from this service, and nothing in it may run or load but those parts. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];

/**
 * A part of a page, from its text compressed and in base64; it is sent compressed, as every browser takes gzip.
 * `directives` are added to the page's Content-Security-Policy.
 */
export function pagePart(type: string, base64: string, directives: readonly string[] = []): StaticContent {
  const headers = {
    'content-type': `${type}; charset=utf-8`,
    'content-encoding': 'gzip',
    'content-security-policy': [...POLICY, ...directives].join('; '),
    'referrer-policy': 'no-referrer',
  };
  return staticContent(headers, base64);
}
