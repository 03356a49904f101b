import { expect, test } from 'vitest';
import { type ServerEvent, serverEvents } from '../../src/client/serverEvents.ts';

const streamOf = (chunks: Uint8Array<ArrayBuffer>[], cancelled = () => {}) =>
  new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      const chunk = chunks.shift();
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
    cancel: cancelled,
  });

const text =
  ': here it begins\n\nevent: a\nid: 7\ndata: {"name":"Zoë"}\n\n: still here\n\ndata: 2\n\nevent: cut\ndata: 3';
const whole = [
  { event: 'a', data: '{"name":"Zoë"}' },
  { event: 'message', data: '2' },
];

test.each([1, 2, 7, 1000])('events come whole, however the stream is cut: %i bytes at a time', async (size) => {
  const bytes = new TextEncoder().encode(text);
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
    bytes.slice(n * size, (n + 1) * size),
  );
  const events: ServerEvent[] = [];
  for await (const event of serverEvents(streamOf(chunks))) events.push(event);
  expect(events).toEqual(whole);
});

test.each([
  ['data: "a\u2028b\u2029c\u0085d"\n\n', [{ event: 'message', data: '"a\u2028b\u2029c\u0085d"' }]],
  ['event:a\r\ndata:1\r\n\r\n', [{ event: 'a', data: '1' }]],
  ['data: 1\ndata:  2\ndata\n\n', [{ event: 'message', data: '1\n 2\n' }]],
  ['event: a\n\ndata: 1\n\n', [{ event: 'message', data: '1' }]],
])('%j are the events %j', async (written, expected) => {
  const events: ServerEvent[] = [];
  for await (const event of serverEvents(streamOf([new TextEncoder().encode(written)]))) events.push(event);
  expect(events).toEqual(expected);
});

test('a reader that stops lets the stream go', async () => {
  let cancelled = false;
  const endless = Array.from({ length: 100 }, () => new TextEncoder().encode('data: 1\n\n'));
  for await (const _ of serverEvents(streamOf(endless, () => (cancelled = true)))) break;
  expect(cancelled).toBe(true);
});
