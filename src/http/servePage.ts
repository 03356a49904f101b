import type { GatewayEvent } from './gatewayEvent.ts';
import { http } from './http.ts';
import { Problem } from './problems.ts';
import { type StaticContent, staticReply } from './staticReply.ts';

/** A page, and its parts by their names. */
export interface Page {
  html: StaticContent;
  parts: ReadonlyMap<string, StaticContent>;
  cacheControl: string;
}

/** The handler of a page's two routes: the page itself, and with `{file}` its parts; 404 for any other part. */
export const servePage = ({ html, parts, cacheControl }: Page) =>
  http(async (event: GatewayEvent) => {
    const file = event.pathParameters?.file;
    const content = file === undefined ? html : parts.get(file);
    if (!content) return new Problem('route-not-found', 'The page has no such part.');
    return staticReply(event, content, cacheControl);
  });
