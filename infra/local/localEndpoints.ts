import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EventBus } from './eventBus.ts';
import { eventPattern } from './eventPattern.ts';
import { InvalidPattern } from './eventPatternComparisons.ts';
import { type FaultPlan, faultSchema } from './faultPlan.ts';

/** Answers a request to `/_local/*`; false for any other request. */
export type LocalEndpoints = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;
const MAX_BODY_BYTES = 10_000;
/** Keeps a stream without events from being taken for dead. */
const HEARTBEAT_MS = 15_000;

/**
 * What a developer may see and do beside the API, from this machine only: `GET /_local/bus` (server-sent events; those
 * that an EventBridge pattern takes with `?pattern=`), `GET /_local/dead-letters`, and `GET`, `POST` and `DELETE /_local/faults`. `stopping` ends the streams.
 */
export function localEndpoints(bus: EventBus, faults: FaultPlan, stopping: AbortSignal): LocalEndpoints {
  const answers: Record<string, (request: IncomingMessage, response: ServerResponse) => Promise<void> | void> = {
    'GET /_local/bus': (request, response) => watchBus(bus, request, response, stopping),
    'GET /_local/dead-letters': (_, response) => json(response, 200, bus.deadLetters),
    'GET /_local/faults': (_, response) => json(response, 200, faults.list()),
    'DELETE /_local/faults': (_, response) => {
      faults.clear();
      json(response, 200, faults.list());
    },
    'POST /_local/faults': async (request, response) => {
      const fault = faultSchema.safeParse(await jsonBody(request));
      if (!fault.success) {
        const errors = fault.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
        json(response, 400, { message: errors.join('; ') });
        return;
      }
      faults.plan(fault.data);
      json(response, 200, faults.list());
    },
  };

  return async (request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    if (!path.startsWith('/_local/')) return false;
    const answer = answers[`${request.method} ${path}`];
    if (!isFromHere(request)) json(response, 403, { message: 'Only this machine may ask for this.' });
    else if (!answer) json(response, 404, { message: `There are ${Object.keys(answers).join(', ')}.` });
    else await answer(request, response);
    return true;
  };
}

/** Another site's page in a browser of this machine can send requests here too: it shows in Host or in Origin. */
function isFromHere({ headers: { host = '', origin } }: IncomingMessage): boolean {
  return LOOPBACK.test(host) && (origin === undefined || origin === `http://${host}`);
}

function watchBus(bus: EventBus, request: IncomingMessage, response: ServerResponse, stopping: AbortSignal): void {
  const pattern = new URL(request.url ?? '', 'http://localhost').searchParams.get('pattern');
  try {
    streamNews(bus, response, stopping, pattern === null ? () => true : eventPattern(JSON.parse(pattern)));
  } catch (error) {
    if (!(error instanceof InvalidPattern || error instanceof SyntaxError)) throw error;
    json(response, 400, { message: error instanceof SyntaxError ? 'The event pattern is not JSON.' : error.message });
  }
}

function streamNews(
  bus: EventBus,
  response: ServerResponse,
  stopping: AbortSignal,
  matches: (event: unknown) => boolean,
): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': watching the bus\n\n');
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
  const unwatch = bus.watch(({ type, ...news }) => {
    if (matches(news.event)) response.write(`event: ${type}\ndata: ${JSON.stringify(news)}\n\n`);
  });
  const end = () => response.end();
  stopping.addEventListener('abort', end);
  response.once('close', () => {
    clearInterval(heartbeat);
    unwatch();
    stopping.removeEventListener('abort', end);
  });
}

async function jsonBody(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > MAX_BODY_BYTES) return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
