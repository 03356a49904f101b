import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { defaultFunction, pathParameters, routes } from '../../src/routes.ts';
import { epochMs } from './epochMs.ts';
import { foreignSign, type Reach } from './foreignSign.ts';
import { GatewayError, unavailable } from './gatewayError.ts';
import { gatewayEvent, type RouteMatch } from './gatewayEvent.ts';
import { HeldContent } from './heldContent.ts';
import { FunctionTimeout, type Invoke, RequestTooLarge } from './invoking.ts';
import type { JwtAuthorizer } from './jwtAuthorizer.ts';
import type { LocalEndpoints } from './localEndpoints.ts';
import { type RequestQueue, Shed } from './requestQueue.ts';

/** API Gateway's limit for the headers with the request line (guide, "Quotas for HTTP APIs"). */
const MAX_HEADER_BYTES = 10_240;
/** By when a request must be here. */
const RECEIVING = { headersTimeout: 5_000, requestTimeout: 10_000, connectionsCheckingInterval: 2_000 };

export interface GatewayOptions {
  /** Calls a function by its name. */
  functions(name: string): Invoke;
  /** Checks the callers of routes that have a scope; without it, routes are open to every caller that is not foreign. */
  authorizer?: JwtAuthorizer;
  /** Who reaches the gateway; this machine unless set. */
  reach?: Reach;
  /** Who has to wait; without it nobody. */
  queue?: RequestQueue;
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
  const held = new HeldContent();
  // By connection: when its last answer so far was sent.
  const answers = new WeakMap<Socket, Promise<void>>();
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, ...RECEIVING }, (request, response) => {
    // A caller that goes on over its connection would keep a server from closing.
    if (!server.listening) response.setHeader('connection', 'close');
    toOriginForm(request);
    // A caller may send requests ahead (RFC 9112 section 9.3.2). They are worked on one by one, as it reads the answers.
    const before = answers.get(request.socket);
    answers.set(request.socket, new Promise((resolve) => response.once('close', resolve)));
    const answered = async () => {
      await before;
      if (request.socket.destroyed) return false;
      return (await options.local?.(request, response)) || serve(options, held, request, response);
    };
    answered().catch((error) => {
      if (response.headersSent) {
        console.error({ message: 'an answer broke off', error });
        response.destroy();
      } else {
        send(held, request, response, errorAnswer(error));
      }
    });
  });
  return server;
}

/** A target that is a whole URL names the host as well, and that counts (RFC 9112 section 3.2.2). */
function toOriginForm(request: IncomingMessage): void {
  const [, authority, rest = ''] = /^\w+:\/\/([^/?#]*)(.*)$/s.exec(request.url ?? '') ?? [];
  if (authority === undefined) return;
  request.url = rest.startsWith('/') ? rest : `/${rest}`;
  request.headers.host = authority;
  request.headersDistinct.host = [authority];
}

async function serve(
  options: GatewayOptions,
  held: HeldContent,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const startedAt = epochMs();
  const requestId = randomUUID();
  const { method = 'GET', url = '/' } = request;
  const [path = '', query = ''] = splitOnce(url, '?');
  const left = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) left.abort();
  });
  const answer = await allowed(options, request)
    .then(() => held.reading(request, (body) => handle(options, request, requestId, path, query, body, left.signal)))
    // A caller that left in the middle of its body is no fault of the function's.
    .catch((error) => errorAnswer(error === request.errored ? new GatewayError(400, 'Bad Request') : error));
  send(held, request, response, answer);
  const { status, headers } = answer;
  options.answered?.({
    request: { requestId, method, path },
    response: { status, headers },
    startedAt,
    endedAt: epochMs(),
  });
}

function send(held: HeldContent, { method }: IncomingMessage, response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, answer.headers);
  if (method === 'HEAD') response.end();
  else held.send(response, answer.content);
}

async function allowed({ authorizer, reach = 'loopback' }: GatewayOptions, request: IncomingMessage): Promise<void> {
  const foreign = authorizer ? undefined : foreignSign(request, reach);
  if (foreign) throw new GatewayError(403, `This API is open to this machine only. ${foreign}`);
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
  { functions, authorizer, queue }: GatewayOptions,
  request: IncomingMessage,
  requestId: string,
  path: string,
  query: string,
  body: Buffer,
  left: AbortSignal,
): Promise<Answer> {
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
  const result = (await (queue?.run(() => invoke(event), left) ?? invoke(event)).catch((error) => {
    if (error instanceof Shed) throw unavailable();
    if (error instanceof RequestTooLarge) throw new GatewayError(413, 'Request Entity Too Large');
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

function matchRoute(method: string, path: string): RouteMatch | undefined {
  const segments = path.split('/').map(decoded);
  for (const route of routes) {
    const parameters = route.method === method && pathParameters(route.path, segments);
    if (parameters) return { route, pathParameters: parameters };
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
