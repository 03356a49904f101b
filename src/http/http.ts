import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type AuthKind, requireAuthKind } from '../config.ts';
import { loggable } from '../faults/loggable.ts';
import { Unavailable } from '../faults/unavailable.ts';
import { authorize } from './authorize.ts';
import type { GatewayEvent } from './gatewayEvent.ts';
import { requestIdOf } from './metadataOf.ts';
import { Problem, problems } from './problems.ts';
import { refuseUnknownParameters } from './refuseUnknownParameters.ts';

/** What a function answers: a body, which is sent as JSON, or any content in base64, whose headers say what it is. */
export interface Reply {
  status: number;
  headers?: Record<string, string> | undefined;
  body?: unknown;
  base64?: string;
}

/** What a request comes to: what was asked for, or the problem that stands in its way. */
export type Answer = Reply | Problem;

export type HttpHandler = (event: GatewayEvent) => Promise<APIGatewayProxyStructuredResultV2>;

const RETRY_AFTER_SECONDS = '1';

/** What every answer carries unless it says otherwise: it was made for one caller, and is what its type says. */
const COMMON_HEADERS = { 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' };

/**
 * Makes a Lambda handler for an HTTP API route. The only place that catches: a `Problem`, returned or thrown by what
 * parses the request, becomes its document (RFC 9457), and any fault a 5xx that says nothing but the request's id.
 * A handler that `takesAnyRoute` answers also what no route matches, and asks nobody who they are.
 */
export function http(handle: (event: GatewayEvent) => Promise<Answer>, { takesAnyRoute = false } = {}): HttpHandler {
  const auth = requireAuthKind();
  return async (event) => {
    const requestId = requestIdOf(event);
    const answer = await answerOf(handle, event, takesAnyRoute ? null : auth).catch((error) =>
      asProblem(error, requestId),
    );
    const reply = answer instanceof Problem ? problemReply(answer, requestId) : answer;
    return render(event.requestContext.http.method === 'HEAD' ? withoutBody(reply) : reply, requestId);
  };
}

async function answerOf(
  handle: (event: GatewayEvent) => Promise<Answer>,
  event: GatewayEvent,
  auth: AuthKind | null,
): Promise<Answer> {
  if (auth !== null) authorize(event, auth);
  refuseUnknownParameters(event);
  return handle(event);
}

/** HEAD is GET without the content (RFC 9110 section 9.3.2). */
function withoutBody({ status, headers, body }: Reply): Reply {
  return { status, headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers } };
}

function asProblem(error: unknown, requestId: string): Problem {
  if (error instanceof Problem) return error;
  console.error({ message: 'request failed', requestId, error: loggable(error) });
  return error instanceof Unavailable
    ? new Problem('unavailable', 'Try again later.', { headers: { 'retry-after': RETRY_AFTER_SECONDS } })
    : new Problem('internal', 'The fault was logged under this request id.');
}

function render({ status, headers, body, base64 }: Reply, requestId: string): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: status,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...COMMON_HEADERS,
      'x-request-id': requestId,
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(base64 !== undefined && { body: base64, isBase64Encoded: true }),
  };
}

function problemReply({ problem, message, errors, headers, extension }: Problem, requestId: string): Reply {
  const { status, title } = problems[problem];
  return {
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
  };
}
