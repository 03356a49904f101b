import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { loggable, Unavailable } from '../faults.ts';
import { Problem, problems } from './problems.ts';
import { type GatewayEvent, requestIdOf } from './request.ts';

/** What a function answers; a body is sent as JSON. */
export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

export type HttpHandler = (event: GatewayEvent) => Promise<APIGatewayProxyStructuredResultV2>;

const RETRY_AFTER_SECONDS = '1';

/**
 * Makes a Lambda handler for an HTTP API route. The only place that catches: a `Problem` becomes its document
 * (RFC 9457), and any fault a 5xx that says nothing but the request's id.
 */
export function http(handle: (event: GatewayEvent) => Promise<Reply>): HttpHandler {
  return async (event) => {
    const requestId = requestIdOf(event);
    try {
      return render(await handle(event), requestId);
    } catch (error) {
      return renderProblem(asProblem(error, requestId), requestId);
    }
  };
}

function asProblem(error: unknown, requestId: string): Problem {
  if (error instanceof Problem) return error;
  console.error({ message: 'request failed', requestId, error: loggable(error) });
  return error instanceof Unavailable
    ? new Problem('unavailable', 'Try again later.', { headers: { 'retry-after': RETRY_AFTER_SECONDS } })
    : new Problem('internal', 'The fault was logged under this request id.');
}

function render({ status, headers, body }: Reply, requestId: string): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: status,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      'x-request-id': requestId,
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  };
}

function renderProblem({ problem, message, errors, headers, extension }: Problem, requestId: string) {
  const { status, title } = problems[problem];
  return render(
    {
      status,
      headers: { 'content-type': 'application/problem+json', ...headers },
      body: {
        type: `/problems/${problem}`,
        title,
        status,
        detail: message,
        requestId,
        ...(errors && { errors }),
        ...extension,
      },
    },
    requestId,
  );
}
