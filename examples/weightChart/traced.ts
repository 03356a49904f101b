import { type Link, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import type { PetHandler } from 'pets-service/consumer';

const tracer = trace.getTracer('weight-chart');

/** A handler in a span of its own, linked to the span of the request that caused the event. Without an SDK it costs nothing. */
export const traced =
  <Kept>(handler: PetHandler<Kept>): PetHandler<Kept> =>
  (message, kept) => {
    const { eventId, traceparent } = message.detail.metadata;
    const options = {
      kind: SpanKind.CONSUMER,
      attributes: { 'messaging.message.id': eventId },
      links: traceparent === undefined ? [] : [linkTo(traceparent)],
    };
    return tracer.startActiveSpan(`process ${message['detail-type']}`, options, async (span) => {
      try {
        return await handler(message, kept);
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
  };

/** The span that a `traceparent` names (W3C Trace Context, section 3.2). */
function linkTo(traceparent: string): Link {
  const [, traceId = '', spanId = '', flags = ''] = traceparent.split('-');
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED;
  return { context: { traceId, spanId, traceFlags, isRemote: true } };
}
