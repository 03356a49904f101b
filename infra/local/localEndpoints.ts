import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod/mini';
import { bodyAs } from './bodyAs.ts';
import { InvalidPattern } from './comparison.ts';
import type { ConsumerTrace } from './consumerTrace.ts';
import type { EventBus } from './eventBus.ts';
import { eventPattern } from './eventPattern.ts';
import { openEventStream } from './eventStream.ts';
import { type FaultPlan, faultSchema } from './faultPlan.ts';
import { foreignSign } from './foreignSign.ts';
import { GatewayError } from './gatewayError.ts';
import type { JwtAuthorizer } from './jwtAuthorizer.ts';
import type { LiveNews } from './liveNews.ts';
import { localCommandSchema } from './localCommandSchema.ts';
import type { LocalCommands } from './localCommands.ts';

/** Answers a request to `/_local/*`; false for any other request. Throws `GatewayError` for what it refuses. */
export type LocalEndpoints = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

export interface LocalParts {
  bus: EventBus;
  faults: FaultPlan;
  live: LiveNews;
  consumers: readonly ConsumerTrace[];
  commands: LocalCommands;
  /** Checks the callers; without it, all on this machine may ask. */
  authorizer?: JwtAuthorizer | undefined;
  /** Ends the streams. */
  stopping: AbortSignal;
}

/** What a token must allow, where the API asks for tokens. */
const SCOPE = 'pets:audit';

const patternTestSchema = z.strictObject({
  pattern: z.unknown(),
  events: z.array(z.unknown()).check(z.maxLength(1000)),
});

/**
 * What a developer and the console may see and do beside the API, from this machine only:
 * `GET /_local/live` (server-sent events: commands, deliveries and messages), `GET /_local/bus` (server-sent events; those
 * that an EventBridge pattern takes with `?pattern=`), `GET /_local/projections`, `GET /_local/dead-letters`,
 * `POST /_local/pattern`, `POST /_local/commands`, and `GET`, `POST` and `DELETE /_local/faults`.
 */
export function localEndpoints(parts: LocalParts): LocalEndpoints {
  const { bus, faults, live, consumers, commands, authorizer, stopping } = parts;
  const answers: Record<string, (request: IncomingMessage, response: ServerResponse) => Promise<void> | void> = {
    'GET /_local/live': (request, response) => watchLive(live, request, response, stopping),
    'GET /_local/bus': (request, response) => watchBus(bus, request, response, stopping),
    'GET /_local/projections': (_, response) =>
      sendJson(response, { consumers: consumers.map((consumer) => consumer.status()) }),
    'GET /_local/dead-letters': (_, response) => sendJson(response, bus.deadLetters),
    'POST /_local/pattern': async (request, response) => {
      const { pattern, events } = await bodyAs(request, patternTestSchema);
      sendJson(response, { matches: events.map(patternOf(pattern)) });
    },
    'POST /_local/commands': async (request, response) => {
      const command = await bodyAs(request, localCommandSchema);
      await commands.run(command, () => openEventStream(response, stopping));
    },
    'GET /_local/faults': (_, response) => sendJson(response, faults.list()),
    'DELETE /_local/faults': (_, response) => {
      faults.clear();
      sendJson(response, faults.list());
    },
    'POST /_local/faults': async (request, response) => {
      faults.plan(await bodyAs(request, faultSchema));
      sendJson(response, faults.list());
    },
  };

  return async (request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    if (!path.startsWith('/_local/')) return false;
    const answer = answers[`${request.method} ${path}`];
    if (foreignSign(request, 'loopback')) throw new GatewayError(403, 'Only this machine may ask for this.');
    if (authorizer) await checkToken(authorizer, request);
    if (!answer)
      throw new GatewayError(404, `There is no such endpoint. There are ${Object.keys(answers).join(', ')}.`);
    await answer(request, response);
    return true;
  };
}

async function checkToken(authorizer: JwtAuthorizer, { headers }: IncomingMessage): Promise<void> {
  const jwt = await authorizer(headers.authorization, SCOPE);
  if (jwt === 401) {
    throw new GatewayError(401, `This needs a token with the scope ${SCOPE}.`, { 'www-authenticate': 'Bearer' });
  }
  if (jwt === 403) {
    const challenge = `Bearer scope="${SCOPE}" error="insufficient_scope"`;
    throw new GatewayError(403, `The token lacks the scope ${SCOPE}.`, { 'www-authenticate': challenge });
  }
}

function watchLive(live: LiveNews, request: IncomingMessage, response: ServerResponse, stopping: AbortSignal): void {
  const { send, closed } = openEventStream(response, stopping);
  const unwatch = live.watch(
    ({ type, data, id }) => send(type, data, id),
    request.headersDistinct['last-event-id']?.[0],
  );
  closed.addEventListener('abort', unwatch);
}

function watchBus(bus: EventBus, request: IncomingMessage, response: ServerResponse, stopping: AbortSignal): void {
  const pattern = new URL(request.url ?? '', 'http://localhost').searchParams.get('pattern');
  const matches = pattern === null ? () => true : patternOf(parsed(pattern));
  const { send, closed } = openEventStream(response, stopping);
  const unwatch = bus.watch(({ type, ...news }) => {
    if (matches(news.event)) send(type, news);
  });
  closed.addEventListener('abort', unwatch);
}

function parsed(pattern: string): unknown {
  try {
    return JSON.parse(pattern);
  } catch {
    throw new GatewayError(400, 'pattern: it must be JSON.');
  }
}

function patternOf(pattern: unknown): (event: unknown) => boolean {
  try {
    return eventPattern(pattern);
  } catch (error) {
    throw error instanceof InvalidPattern ? new GatewayError(400, `pattern: ${error.message}`) : error;
  }
}

function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
