import type { IncomingMessage } from 'node:http';

/** Who reaches the service: programs of this machine, or all on its network. */
export type Reach = 'loopback' | 'network';

const LOOPBACK = /^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|\[::1\])(:\d+)?$/i;
/** What proxies add to the requests that they pass on. */
const FORWARDING = /^(forwarded|x-forwarded.*|x-real-ip|via)$/;
/** Pages that hold no data, so that a link of another site may lead to them. */
const PAGES = ['/', '/console', '/docs'];

/**
 * What shows that a request was not meant by someone on this machine, as a sentence; undefined if nothing does. A page
 * of another site, open in a browser here, can send requests to the service too, and a name of its own can lead here
 * (DNS rebinding). On a network the service knows neither its names nor its proxies, so `Host` and the proxies' headers
 * are not looked at; the pages of other sites are refused there as well.
 */
export function foreignSign(request: IncomingMessage, reach: Reach): string | undefined {
  const { headersDistinct: headers } = request;
  const hosts = headers.host ?? [];
  if (reach === 'loopback') {
    const added = Object.keys(headers).find((name) => FORWARDING.test(name));
    if (added) return `A proxy passed it on, as the header ${added} shows.`;
    if (hosts.length === 0 || !hosts.every((host) => LOOPBACK.test(host))) return 'Its Host is not this machine.';
  }
  if (isLinkToPage(request)) return undefined;
  const sites = headers['sec-fetch-site'] ?? [];
  if (!sites.every((site) => site === 'same-origin' || site === 'none')) return "Another site's page sent it.";
  const origins = headers.origin ?? [];
  const own = hosts.flatMap((host) => [`http://${host}`, ...(reach === 'network' ? [`https://${host}`] : [])]);
  if (!origins.every((origin) => own.includes(origin))) return "Another site's page sent it.";
  return undefined;
}

function isLinkToPage({ method, url = '', headers }: IncomingMessage): boolean {
  const isNavigation = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  return method === 'GET' && isNavigation && PAGES.includes(url.split('?')[0]!);
}
