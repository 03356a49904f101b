import asyncApi from '../../docs/asyncapi.json' with { type: 'json' };
import openApi from '../../docs/openapi.json' with { type: 'json' };
import type { GatewayEvent } from '../http/gatewayEvent.ts';
import { http } from '../http/http.ts';
import { Problem } from '../http/problems.ts';
import { type StaticContent, staticReply } from '../http/staticReply.ts';
import { routes } from '../routes.ts';

const contentOf = (document: object): StaticContent => ({
  headers: { 'content-type': 'application/json' },
  base64: Buffer.from(JSON.stringify(document)).toString('base64'),
});
const openApiContent = contentOf(openApi);
const asyncApiContent = contentOf(asyncApi);

/** `GET /health`, `GET /openapi.json` and `/asyncapi.json`, and the answer to every request that no route takes. */
export const handler = http(async (event: GatewayEvent) => {
  if (event.routeKey.endsWith(' /health')) return { status: 200, body: { status: 'ok' } };
  if (event.routeKey.endsWith(' /openapi.json')) return staticReply(event, openApiContent);
  if (event.routeKey.endsWith(' /asyncapi.json')) return staticReply(event, asyncApiContent);
  const methods = methodsAt(event.rawPath);
  if (methods.length === 0) throw new Problem('route-not-found', 'No route has this path.');
  throw new Problem('method-not-allowed', `This path takes ${methods.join(', ')}.`, {
    headers: { allow: methods.join(', ') },
  });
});

function methodsAt(path: string): string[] {
  const segments = path.split('/');
  return routes
    .filter((route) => {
      const wanted = route.path.split('/');
      return (
        wanted.length === segments.length &&
        wanted.every((want, i) => want === segments[i] || (want.startsWith('{') && segments[i] !== ''))
      );
    })
    .map((route) => route.method);
}
