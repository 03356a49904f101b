import { describe, expect, test, vi } from 'vitest';
import type { CommandNews, DeliveryNews, MessageNews } from '../../src/client/news.ts';
import { eventsUntil, type SentEvent } from '../support/serverSentEvents.ts';
import { bodyOf, eventually, useService } from '../support/service.ts';

const service = useService({ alone: true });
const local = (path: string, init?: RequestInit) => fetch(`${service.url}/_local/${path}`, init);
const send = (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
  fetch(service.url + path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
const commandOf = (requestId: string) => (event: SentEvent) =>
  event.event === 'command' && (event.data as CommandNews).requestId === requestId;

/** What is told of an event: its deliveries to the projector and the publisher, and its messages. */
function storyOf(events: SentEvent[], requestId: string) {
  const deliveries = (name: string) =>
    events.flatMap(({ event, data }) => {
      const delivery = data as DeliveryNews;
      const isIts = event === 'delivery' && delivery.function === name;
      return isIts && delivery.records.some((record) => record.requestId === requestId) ? [delivery] : [];
    });
  const messages = events.flatMap(({ event, data }) =>
    event === 'message' && (data as MessageNews).requestId === requestId ? [data as MessageNews] : [],
  );
  return { projected: deliveries('projectPets'), published: deliveries('publishPets'), messages };
}
const isWhole = (events: SentEvent[], requestId: string) => {
  const { projected, published, messages } = storyOf(events, requestId);
  const taken = (deliveries: DeliveryNews[]) => deliveries.some(({ error }) => error === null);
  return taken(projected) && taken(published) && messages.length > 0 && events.some(commandOf(requestId));
};
const storyIn = (response: Response, requestId: string) => {
  const events: SentEvent[] = [];
  return eventsUntil(response, (event) => isWhole([...events, events[events.push(event) - 1]!], requestId));
};

describe('GET /_local/live', () => {
  test('a command, its event on the way to the row, and its message are told as they happen', async () => {
    const stream = await local('live');
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    const created = await send('POST', '/pets', { name: 'Misty', type: 'cat' }, { 'x-request-id': 'live-1' });
    const { petId } = await bodyOf<{ petId: string }>(created);
    const events = await storyIn(stream, 'live-1');

    const command = events.find(commandOf('live-1'))!.data as CommandNews;
    const { startedAt, endedAt, ...rest } = command;
    expect(rest).toEqual({ requestId: 'live-1', method: 'POST', path: '/pets', status: 201, petId, version: 1 });
    expect(endedAt).toBeGreaterThan(startedAt);
    expect(Math.abs(endedAt - Date.now())).toBeLessThan(20_000);

    const { projected, published, messages } = storyOf(events, 'live-1');
    const [record] = projected[0]!.records;
    const pet = { name: 'Misty', type: 'cat' };
    expect(record).toEqual({
      eventId: expect.stringMatching(/^[0-9A-Z]{26}$/),
      petId,
      version: 1,
      type: 'PetCreated',
      requestId: 'live-1',
      occurredAt: expect.stringMatching(/^\d{4}-/),
      pet,
    });
    for (const delivery of [projected[0]!, published[0]!]) {
      expect(delivery).toMatchObject({ attempt: 1, error: null, records: [record] });
      expect(delivery.endedAt).toBeGreaterThanOrEqual(delivery.startedAt);
    }
    const { eventId, version, type } = record!;
    const at = expect.any(Number);
    expect(messages).toEqual([{ eventId, petId, version, type, source: 'pets', requestId: 'live-1', at, pet }]);
  });

  test('who comes later gets what was told before, and who comes back only what it missed', async () => {
    await send('POST', '/pets', { name: 'Rex', type: 'dog' }, { 'x-request-id': 'live-2' });
    await send('POST', '/pets', { name: 'Max', type: 'dog' }, { 'x-request-id': 'live-3' });
    const events = await eventsUntil(await local('live'), commandOf('live-3'));
    const seen = events.find(commandOf('live-2'))!;
    const headers = { 'last-event-id': seen.id! };
    const missed = await eventsUntil(await local('live', { headers }), commandOf('live-3'));
    expect(missed).toEqual(events.slice(events.indexOf(seen) + 1));
  });

  test('what changed nothing, and what was refused, is told too; reads are not', async () => {
    await send('PUT', '/pets/nobody', { name: 'Rex' }, { 'x-request-id': 'live-4' });
    await send('POST', '/pets', { name: 7 }, { 'x-request-id': 'live-5' });
    await send('GET', '/pets/nobody', undefined, { 'x-request-id': 'live-6' });
    await send('DELETE', '/pets/nobody', undefined, { 'x-request-id': 'live-7' });
    const events = await eventsUntil(await local('live'), commandOf('live-7'));
    const told = events.flatMap(({ event, data }) => (event === 'command' ? [data as CommandNews] : []));
    expect(told.slice(-3).map(({ requestId, status, petId, version }) => [requestId, status, petId, version])).toEqual([
      ['live-4', 404, 'nobody', null],
      ['live-5', 400, null, null],
      ['live-7', 404, 'nobody', null],
    ]);
  });

  test('a delivery that fails is told with its error, and again when it succeeds', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const stream = await local('live');
    await local('faults', { method: 'POST', body: JSON.stringify({ at: 'projectPets', kind: 'fail', next: 2 }) });
    await send('POST', '/pets', { name: 'Misty', type: 'cat' }, { 'x-request-id': 'live-8' });
    const { projected } = storyOf(await storyIn(stream, 'live-8'), 'live-8');
    expect(projected.map(({ attempt, error }) => [attempt, error])).toEqual([
      [1, 'This fault was asked for.'],
      [2, 'This fault was asked for.'],
      [3, null],
    ]);
    log.mockRestore();
  });
});

describe('GET /_local/projections', () => {
  interface Consumer {
    name: string;
    retrying: boolean;
    delivered: number;
    failures: number;
    lagMs: number;
    lastError: unknown;
    position: unknown;
  }
  const consumers = async () => (await bodyOf<{ consumers: Consumer[] }>(await local('projections'))).consumers;

  test('how far each consumer is, what failed and what waits', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const [before] = await consumers();
    await local('faults', { method: 'POST', body: JSON.stringify({ at: 'projectPets', kind: 'fail', next: 5 }) });
    const pet = await bodyOf(await send('POST', '/pets', { name: 'Misty', type: 'cat' }));
    await eventually(async () => {
      const [projector] = await consumers();
      expect(projector).toMatchObject({ retrying: true, lastError: { message: 'This fault was asked for.' } });
      expect(projector!.lagMs).toBeGreaterThan(100);
    });
    await eventually(async () => expect((await consumers())[0]!.retrying).toBe(false));
    const [projector, publisher] = await consumers();
    expect(projector).toMatchObject({
      name: 'projectPets',
      delivered: before!.delivered + 1,
      failures: before!.failures + 5,
      position: { petId: pet.petId, version: 1, occurredAt: pet.createdAt },
    });
    expect(projector!.lagMs).toBeGreaterThan(500);
    await eventually(async () => expect((await consumers())[1]!.position).toEqual(projector!.position));
    expect(publisher).toMatchObject({ name: 'publishPets', failures: 0, lastError: null, retrying: false });
    log.mockRestore();
  });
});

describe('POST /_local/pattern', () => {
  const check = (body: unknown) => local('pattern', { method: 'POST', body: JSON.stringify(body) });

  test('tells which events a pattern takes', async () => {
    const response = await check({
      pattern: { source: ['pets'], detail: { pet: { weightKg: [{ numeric: ['>', 10] }] } } },
      events: [{ source: 'pets', detail: { pet: { weightKg: 12 } } }, { source: 'pets' }, 'text'],
    });
    expect([response.status, await response.json()]).toEqual([200, { matches: [true, false, false] }]);
  });

  test.each([
    [{ pattern: { source: 'pets' }, events: [] }, 'source must be an object or an array'],
    [{ pattern: { source: [{ like: 'p' }] }, events: [] }, 'like is no comparison operator'],
    [{ pattern: { source: ['x'.repeat(2048)] }, events: [] }, 'it is 2063 characters long, and may be 2048'],
    [{ events: [] }, 'pattern'],
    [{ pattern: { source: ['pets'] } }, 'events: Invalid input: expected array'],
    [{ pattern: { source: ['pets'] }, events: [], event: {} }, 'Unrecognized key: "event"'],
  ])('%j is refused', async (body, message) => {
    const response = await check(body);
    expect(response.status).toBe(400);
    expect((await bodyOf<{ message: string }>(response)).message).toContain(message);
  });

  test('a body that is none is refused', async () => {
    const bad = await local('pattern', { method: 'POST', body: '{' });
    expect([bad.status, await bad.json()]).toEqual([400, { message: 'body: it must be JSON.' }]);
    const long = await local('pattern', { method: 'POST', body: `"${'x'.repeat(1024 * 1024)}"` });
    expect(long.status).toBe(413);
  });
});
