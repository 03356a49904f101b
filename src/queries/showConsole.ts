import icon from 'gzip:../../console/favicon.svg';
import page from 'gzip:../../console/page.html';
import app from 'page:../../console/main.tsx';
import stylesheet from 'page:../../console/style.css';
import { pagePart } from '../http/pagePart.ts';
import { servePage } from '../http/servePage.ts';

/** No text becomes markup or code: the page makes elements, and elements only. */
const TRUSTED_TYPES = ["require-trusted-types-for 'script'", "trusted-types 'none'"];
/** Asked for anew each time, so that the parts of a page are of one release. */
const CACHE_CONTROL = 'no-cache';

const html = pagePart('text/html', page, TRUSTED_TYPES);
const parts = new Map([
  ['app.js', pagePart('text/javascript', app)],
  ['style.css', pagePart('text/css', stylesheet)],
  ['favicon.svg', pagePart('image/svg+xml', icon)],
]);

/**
 * `GET /console` and its parts, `GET /console/{file}`: the service's page for people. It holds no data; the page asks the
 * API, with the caller's token.
 */
export const showConsole = () => servePage({ html, parts, cacheControl: CACHE_CONTROL });
