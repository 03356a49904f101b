import page from 'gzip:./docsPage/page.html';
import start from 'gzip:./docsPage/start.js';
import stylesheet from 'gzip:swagger-ui-dist/swagger-ui.css';
import swaggerUi from 'gzip:swagger-ui-dist/swagger-ui-bundle.js';
import { http } from '../http/http.ts';
import { Problem } from '../http/problems.ts';
import type { GatewayEvent } from '../http/request.ts';
import { type StaticContent, staticReply } from '../http/staticReply.ts';

/** Every part of the page comes from this service, and nothing in it may run or load but those parts. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const gzipped = (type: string, base64: string): StaticContent => ({
  headers: {
    'content-type': `${type}; charset=utf-8`,
    'content-encoding': 'gzip',
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  },
  base64,
});

/** The page's parts, compressed in the bundle. They are sent so: every browser takes gzip. */
const parts = new Map([
  ['swagger-ui.css', gzipped('text/css', stylesheet)],
  ['swagger-ui.js', gzipped('text/javascript', swaggerUi)],
  ['start.js', gzipped('text/javascript', start)],
]);
const html = gzipped('text/html', page);

/**
 * `GET /docs` and its parts, `GET /docs/{file}`: the API's page, made by Swagger UI from /openapi.json. A function of
 * its own, as its bundle holds all of Swagger UI.
 */
export const handler = http(async (event: GatewayEvent) => {
  const file = event.pathParameters?.file;
  const content = file === undefined ? html : parts.get(file);
  if (!content) throw new Problem('route-not-found', 'The page has no such part.');
  return staticReply(event, content);
});
