import type { GatewayEvent } from '../http/gatewayEvent.ts';
import type { Reply } from '../http/http.ts';

const LINKS = {
  pets: '/pets',
  events: '/events',
  openapi: '/openapi.json',
  asyncapi: '/asyncapi.json',
  docs: '/docs',
  console: '/console',
  health: '/health',
};

/** The relations of RFC 8631. */
const LINK = [
  `<${LINKS.openapi}>; rel="service-desc"`,
  `<${LINKS.docs}>; rel="service-doc"`,
  `<${LINKS.health}>; rel="status"`,
].join(', ');

/** Where to go from the root: a browser is led to the console, a program gets links. */
export function apiLinks({ headers }: GatewayEvent): Reply {
  const common = { vary: 'accept', 'cache-control': 'public, max-age=3600' };
  if (/\btext\/html\b/i.test(headers.accept ?? ''))
    return { status: 303, headers: { ...common, location: LINKS.console } };
  return { status: 200, headers: { ...common, link: LINK }, body: { links: LINKS } };
}
