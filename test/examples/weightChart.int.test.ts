import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { type Span, type SpanOptions, trace } from '@opentelemetry/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Chart, weightChart } from '../../examples/weightChart/chart.ts';
import { busRule } from '../../infra/local/busRule.ts';
import { memoryPetStore } from '../../src/consumer/memoryPetStore.ts';
import { badDays } from '../../src/testing/badDays.ts';
import { eventually, useService } from '../support/service.ts';
import { stepping } from '../support/stepping.ts';

const service = useService();
beforeAll(async () => {
  process.env.PETS_URL = service.url;
  // Loading it makes its table.
  const { pattern, handler } = await import('../../examples/weightChart/rule.ts');
  service.bus.addRule(busRule('weightChart', pattern, handler));
});
afterAll(() => trace.disable());

const DAYS = { days: 50 };

test('the chart lives through bad days', async () => {
  await badDays(({ pets, step }) => {
    const store = memoryPetStore<Chart>();
    return { receive: weightChart({ store: stepping(store, step), pets }), state: store.all };
  }, DAYS);
});

/** Notes the spans that are begun, as an SDK of OpenTelemetry would. */
function spansBegun() {
  const spans: { name: string; options: SpanOptions }[] = [];
  const span = { end() {}, setStatus: () => span } as unknown as Span;
  const tracer = {
    startSpan: () => span,
    startActiveSpan(name: string, options: SpanOptions, run: (span: Span) => unknown) {
      spans.push({ name, options });
      return run(span);
    },
  };
  trace.setGlobalTracerProvider({ getTracer: () => tracer as never });
  return spans;
}

test('the trace leads from the request through event and message to the consumer, who has every weight in order', async () => {
  const spans = spansBegun();
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const send = (method: string, path: string, body: object, spanId: string) =>
    fetch(service.url + path, {
      method,
      headers: { 'content-type': 'application/json', traceparent: `00-${traceId}-${spanId}-01` },
      body: JSON.stringify(body),
    });
  await send('POST', '/pets', { petId: 'rex', name: 'Rex', type: 'dog', weightKg: 20 }, '00f067aa0ba902b7');
  await send('PATCH', '/pets/rex', { weightKg: 21.5 }, '00f067aa0ba902b8');
  await send('PATCH', '/pets/rex', { weightKg: 19 }, '00f067aa0ba902b9');

  const client = DynamoDBDocumentClient.from(new DynamoDBClient());
  await eventually(async () => {
    const { Item } = await client.send(new GetCommand({ TableName: 'WeightChart', Key: { petId: 'rex' } }));
    expect(Item).toMatchObject({ version: 3, weights: [{ weightKg: 20 }, { weightKg: 21.5 }, { weightKg: 19 }] });
  });
  client.destroy();

  const linked = new Set(spans.flatMap(({ options }) => options.links!.map(({ context }) => context.spanId)));
  expect(linked).toEqual(new Set(['00f067aa0ba902b7', '00f067aa0ba902b8', '00f067aa0ba902b9']));
  expect(spans[0]).toMatchObject({
    name: 'process PetCreated',
    options: { links: [{ context: { traceId, spanId: '00f067aa0ba902b7', traceFlags: 1, isRemote: true } }] },
  });
});
