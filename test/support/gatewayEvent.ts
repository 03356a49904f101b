import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { GatewayEvent } from '../../src/http/gatewayEvent.ts';

/** An event of an HTTP API, payload format 2.0, with defaults for what a test does not care about. */
export function gatewayEvent(routeKey: string, changes: Partial<GatewayEvent> = {}): GatewayEvent {
  const [method = 'GET', path = '/'] = routeKey.split(' ');
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: '',
    headers: {},
    isBase64Encoded: false,
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: 'localhost',
      domainPrefix: 'local',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      requestId: 'gateway-request-id',
      routeKey,
      stage: '$default',
      time: '01/Jan/2026:00:00:00 +0000',
      timeEpoch: 0,
    },
    ...changes,
  };
}

/** A function's reply, its JSON body parsed. */
export function parsed(reply: unknown): {
  status: number | undefined;
  headers: Record<string, unknown>;
  body: unknown;
} {
  const { statusCode, headers, body } = reply as APIGatewayProxyStructuredResultV2;
  return { status: statusCode, headers: headers ?? {}, body: body ? JSON.parse(body) : undefined };
}
