import { expect, test } from 'vitest';
import { metadataOf } from '../../src/http/metadataOf.ts';
import { gatewayEvent } from '../support/gatewayEvent.ts';

const of = (headers: Record<string, string>) => metadataOf(gatewayEvent('GET /pets', { headers }));
const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

test('a trace is carried whole, and nothing that only begins or ends like one', () => {
  expect(of({ traceparent: TRACE }).traceparent).toBe(TRACE);
  for (const other of [`${TRACE}-more`, `${TRACE} `, `x${TRACE}`, TRACE.toUpperCase(), TRACE.slice(0, -1), ''])
    expect(of({ traceparent: other })).not.toHaveProperty('traceparent');
});

test('the correlation is what the caller says, or else the request, by the name that the caller gave it', () => {
  expect(of({ 'x-correlation-id': 'c', 'x-request-id': 'r' })).toMatchObject({ correlationId: 'c', requestId: 'r' });
  expect(of({ 'x-request-id': 'r' })).toMatchObject({ correlationId: 'r', requestId: 'r' });
  expect(of({})).toMatchObject({ correlationId: 'gateway-request-id', requestId: 'gateway-request-id' });
  expect(of({ 'x-correlation-id': 'a b', 'x-request-id': 'r'.repeat(129) })).toMatchObject({
    correlationId: 'gateway-request-id',
    requestId: 'gateway-request-id',
  });
});
