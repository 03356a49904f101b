import asyncApi from '../../docs/asyncapi.json' with { type: 'json' };
import openApi from '../../docs/openapi.json' with { type: 'json' };
import type { GatewayEvent } from '../http/gatewayEvent.ts';
import { http } from '../http/http.ts';
import { Problem } from '../http/problems.ts';
import { FOR_AN_HOUR, staticContent, staticReply } from '../http/staticReply.ts';
import { pathParameters, routes } from '../routes.ts';
import { apiLinks } from './apiLinks.ts';

const contentOf = (document: object) =>
  staticContent({ 'content-type': 'application/json' }, Buffer.from(JSON.stringify(document)).toString('base64'));

/** What browsers ask of every site whose page names no icon. */
const FAVICON = { status: 301, headers: { location: '/console/favicon.svg', 'cache-control': FOR_AN_HOUR } };

/** `GET /`, `/health`, `/openapi.json`, `/asyncapi.json` and `/favicon.ico`, and the answer to what no route takes. */
export function describeApi() {
  const openApiContent = contentOf(openApi);
  const asyncApiContent = contentOf(asyncApi);
  return http(
    async (event: GatewayEvent) => {
      if (event.routeKey.endsWith(' /')) return apiLinks(event);
      if (event.routeKey.endsWith(' /favicon.ico')) return FAVICON;
      if (event.routeKey.endsWith(' /health')) return { status: 200, body: { status: 'ok' } };
      if (event.routeKey.endsWith(' /openapi.json')) return staticReply(event, openApiContent);
      if (event.routeKey.endsWith(' /asyncapi.json')) return staticReply(event, asyncApiContent);
      const methods = methodsAt(event.rawPath);
      if (methods.length === 0)
        return new Problem(
          'route-not-found',
          `There is nothing at ${event.rawPath}. GET / has links to what there is.`,
        );
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
