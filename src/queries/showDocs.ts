import page from 'gzip:./docsPage/page.html';
import start from 'gzip:./docsPage/start.js';
import stylesheet from 'gzip:swagger-ui-dist/swagger-ui.css';
import swaggerUi from 'gzip:swagger-ui-dist/swagger-ui-bundle.js';
import { pagePart } from '../http/pagePart.ts';
import { servePage } from '../http/servePage.ts';
import { FOR_AN_HOUR } from '../http/staticReply.ts';

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
export const showDocs = () => servePage({ html, parts, cacheControl: FOR_AN_HOUR });
