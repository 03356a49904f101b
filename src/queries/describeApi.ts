import asyncApi from '../../docs/asyncapi.json' with { type: 'json' };
import openApi from '../../docs/openapi.json' with { type: 'json' };
import type { GatewayEvent } from '../http/gatewayEvent.ts';
import { http } from '../http/http.ts';
import { Problem } from '../http/problems.ts';
import { staticContent, staticReply } from '../http/staticReply.ts';
import { pathParameters, routes } from '../routes.ts';

const contentOf = (document: object) =>
  staticContent({ 'content-type': 'application/json' }, Buffer.from(JSON.stringify(document)).toString('base64'));

/** `GET /health`, `GET /openapi.json` and `/asyncapi.json`, and the answer to every request that no route takes. */
export function describeApi() {
  const openApiContent = contentOf(openApi);
  const asyncApiContent = contentOf(asyncApi);
  return http(
    async (event: GatewayEvent) => {
      if (event.routeKey.endsWith(' /health')) return { status: 200, body: { status: 'ok' } };
      if (event.routeKey.endsWith(' /openapi.json')) return staticReply(event, openApiContent);
      if (event.routeKey.endsWith(' /asyncapi.json')) return staticReply(event, asyncApiContent);
      const methods = methodsAt(event.rawPath);
      if (methods.length === 0) return new Problem('route-not-found', 'No route has this path.');
      return new Problem('method-not-allowed', `This path takes ${methods.join(', ')}.`, {
        headers: { allow: methods.join(', ') },
      });
    },
    { takesAnyRoute: true },
  );
}

function methodsAt(path: string): string[] {
  const segments = path.split('/');
  return routes.filter((route) => pathParameters(route.path, segments)).map((route) => route.method);
}
