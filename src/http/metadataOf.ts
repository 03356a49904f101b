import { callerOf } from './callerOf.ts';
import type { GatewayEvent } from './gatewayEvent.ts';

/** Ids and trace headers that callers may bring: nothing that could break a header, a log line or a table. */
const CALLER_ID = /^[A-Za-z0-9._:/+=@-]{1,128}$/;
const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

interface RequestMetadata {
  actor: string;
  requestId: string;
  correlationId: string;
  traceparent?: string;
}

/** Who asked and in which request, for the event's metadata. */
export function metadataOf(event: GatewayEvent): RequestMetadata {
  const requestId = requestIdOf(event);
  const { traceparent } = event.headers;
  return {
    actor: callerOf(event).actor,
    requestId,
    correlationId: callerId(event, 'x-correlation-id') ?? requestId,
    ...(traceparent !== undefined && TRACEPARENT.test(traceparent) && { traceparent }),
  };
}

/** The id that the response, the logs and the events carry: the caller's own if it is well formed. */
export function requestIdOf(event: GatewayEvent): string {
  return callerId(event, 'x-request-id') ?? event.requestContext.requestId;
}

function callerId(event: GatewayEvent, header: string): string | undefined {
  const id = event.headers[header];
  return id !== undefined && CALLER_ID.test(id) ? id : undefined;
}
