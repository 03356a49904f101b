import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { defaultFunction, routes } from '../../src/routes.ts';
import { epochMs } from './epochMs.ts';
import { foreignSign, type Reach } from './foreignSign.ts';
import { gatewayEvent, type RouteMatch } from './gatewayEvent.ts';
import type { JwtAuthorizer } from './jwtAuthorizer.ts';
import { FunctionTimeout, type Invoke } from './loadFunction.ts';
import type { LocalEndpoints } from './localEndpoints.ts';

/** API Gateway's own limits (guide, "Quotas for HTTP APIs"): the body, and the headers with the request line. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;
const MAX_HEADER_BYTES = 10_240;

/** An error that API Gateway answers itself, before or after the function, in its own format. */
class GatewayError extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;
  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

export interface GatewayOptions {
  /** Calls a function by its name. */
  functions(name: string): Invoke;
  /** Checks the callers of routes that have a scope; without it, routes are open to whoever is not foreign. */
  authorizer?: JwtAuthorizer;
  /** Who reaches the gateway; this machine unless set. */
  reach?: Reach;
  /** Answers before the routes do. */
  local?: LocalEndpoints;
  /** Told of every request that the routes answered. */
  answered?(answered: AnsweredRequest): void;
}

/** A request and its answer; times are milliseconds since 1970, with fractions. */
export interface AnsweredRequest {
  request: { requestId: string; method: string; path: string };
  response: Omit<Answer, 'content'>;
  startedAt: number;
  endedAt: number;
}

interface Answer {
  status: number;
  headers: OutgoingHttpHeaders;
  content: Buffer;
}

/** An API Gateway HTTP API (payload format 2.0) in front of the functions, with the routes of src/routes.ts. */
export function createGateway(options: GatewayOptions): Server {
  return createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => {
    const answered = async () => (await options.local?.(request, response)) || serve(options, request, response);
    answered().catch((error) => {
      if (response.headersSent) {
        console.error({ message: 'an answer broke off', error });
        response.destroy();
      } else {
        send(request, response, errorAnswer(error));
      }
    });
  });
}

async function serve(options: GatewayOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const startedAt = epochMs();
  const requestId = randomUUID();
  const { method = 'GET', url = '/' } = request;
  const [path = '', query = ''] = splitOnce(url, '?');
  const answer = await handle(options, request, requestId, path, query).catch(errorAnswer);
  send(request, response, answer);
  const { status, headers } = answer;
  options.answered?.({
    request: { requestId, method, path },
    response: { status, headers },
    startedAt,
    endedAt: epochMs(),
  });
}

function send({ method }: IncomingMessage, response: ServerResponse, { status, headers, content }: Answer): void {
  response.writeHead(status, headers);
  response.end(method === 'HEAD' ? undefined : content);
}

function errorAnswer(error: unknown): Answer {
  const gatewayError = error instanceof GatewayError ? error : new GatewayError(500, 'Internal Server Error');
  if (gatewayError !== error) console.error({ message: 'the function failed', error });
  const content = Buffer.from(JSON.stringify({ message: gatewayError.message }));
  return {
    status: gatewayError.status,
    headers: { 'content-type': 'application/json', ...gatewayError.headers, 'content-length': content.length },
    content,
  };
}

async function handle(
  { functions, authorizer, reach = 'loopback' }: GatewayOptions,
  request: IncomingMessage,
  requestId: string,
  path: string,
  query: string,
): Promise<Answer> {
  const foreign = authorizer ? undefined : foreignSign(request, reach);
  if (foreign) throw new GatewayError(403, `This API is open to this machine only. ${foreign}`);
  const body = await readBody(request);
  const match = matchRoute(request.method ?? 'GET', path);
  const event = gatewayEvent(request, requestId, decoded(path), query, body, match);
  if (authorizer && match?.route.scope) {
    const jwt = await authorizer(request.headers.authorization, match.route.scope);
    if (jwt === 401) throw new GatewayError(401, 'Unauthorized', { 'www-authenticate': 'Bearer' });
    if (jwt === 403) {
      const challenge = `Bearer scope="${match.route.scope}" error="insufficient_scope"`;
      throw new GatewayError(403, 'Forbidden', { 'www-authenticate': challenge });
    }
    event.requestContext.authorizer = { jwt };
  }

  const invoke = functions(match?.route.function ?? defaultFunction);
  const result = (await invoke(event).catch((error) => {
    throw error instanceof FunctionTimeout ? new GatewayError(503, 'Service Unavailable') : error;
  })) as APIGatewayProxyStructuredResultV2;
  if (typeof result?.statusCode !== 'number') throw new Error('the function returned no statusCode');

  const content = Buffer.from(result.body ?? '', result.isBase64Encoded ? 'base64' : 'utf8');
  const hasContent = result.statusCode !== 204 && result.statusCode !== 304 && request.method !== 'HEAD';
  return {
    status: result.statusCode,
    headers: {
      ...(result.headers as OutgoingHttpHeaders),
      'apigw-requestid': requestId,
      ...(hasContent && { 'content-length': content.length }),
    },
    content,
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw new GatewayError(413, 'Request Entity Too Large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function matchRoute(method: string, path: string): RouteMatch | undefined {
  const segments = path.split('/');
  for (const route of routes) {
    const wanted = route.path.split('/');
    if (route.method !== method || wanted.length !== segments.length) continue;
    const pathParameters: Record<string, string> = {};
    const matches = wanted.every((want, index) => {
      const segment = decoded(segments[index]!);
      if (!want.startsWith('{')) return want === segment;
      pathParameters[want.slice(1, -1)] = segment;
      return segment !== '';
    });
    if (matches) return { route, pathParameters };
  }
  return undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new GatewayError(400, 'Bad Request');
  }
}

function splitOnce(text: string, separator: string): string[] {
  const place = text.indexOf(separator);
  return place < 0 ? [text] : [text.slice(0, place), text.slice(place + separator.length)];
}
