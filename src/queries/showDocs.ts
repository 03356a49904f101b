import page from 'gzip:./docsPage/page.html';
import start from 'gzip:./docsPage/start.js';
import stylesheet from 'gzip:swagger-ui-dist/swagger-ui.css';
import swaggerUi from 'gzip:swagger-ui-dist/swagger-ui-bundle.js';
import { http } from '../http/http.ts';
import { pagePart } from '../http/pagePart.ts';
import { Problem } from '../http/problems.ts';
import type { GatewayEvent } from '../http/request.ts';
import { staticReply } from '../http/staticReply.ts';

const html = pagePart('text/html', page);
const parts = new Map([
  ['swagger-ui.css', pagePart('text/css', stylesheet)],
  ['swagger-ui.js', pagePart('text/javascript', swaggerUi)],
  ['start.js', pagePart('text/javascript', start)],
]);

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
