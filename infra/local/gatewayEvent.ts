import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Route } from '../../src/routes.ts';
import type { JwtContext } from './jwtAuthorizer.ts';

/** The bodies that API Gateway passes as they are; all others arrive in base64, and so do those that are not UTF-8. */
const TEXT_BODY = /^(text\/.*|application\/(json|xml|javascript))\s*(;|$)/i;

/** The event with the authorizer's part, which a plain route lacks. */
type LocalEvent = APIGatewayProxyEventV2 & {
  requestContext: APIGatewayProxyEventV2['requestContext'] & { authorizer?: { jwt: JwtContext } };
};

/** A route, and what the path has in the places of its parameters. */
export interface RouteMatch {
  route: Route;
  pathParameters: Record<string, string>;
}

/** The request as a function gets it from an HTTP API: payload format 2.0 (API Gateway guide, "AWS Lambda integrations"). */
export function gatewayEvent(
  request: IncomingMessage,
  requestId: string,
  rawPath: string,
  rawQueryString: string,
  body: Buffer,
  match: RouteMatch | undefined,
): LocalEvent {
  const headers: Record<string, string> = {};
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    if (name !== 'cookie') headers[name] = values!.join(',');
  }
  const isText = TEXT_BODY.test(headers['content-type'] ?? '') && isUtf8(body);
  const cookies = request.headersDistinct.cookie?.flatMap((line) => line.split(/; */));
  const query = new URLSearchParams(rawQueryString);
  const now = new Date();
  const routeKey = match ? `${match.route.method} ${match.route.path}` : '$default';
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString,
    headers,
    ...(cookies && { cookies }),
    ...(rawQueryString && {
      queryStringParameters: Object.fromEntries([...query.keys()].map((key) => [key, query.getAll(key).join(',')])),
    }),
    ...(match && Object.keys(match.pathParameters).length > 0 && { pathParameters: match.pathParameters }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: headers.host ?? 'localhost',
      domainPrefix: 'local',
      http: {
        method: request.method ?? 'GET',
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey,
      stage: '$default',
      time: now.toUTCString(),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}
