import { describe, expect, test } from 'vitest';
import { type Flow, hasNoEvent, withNews } from '../../console/live/flow.ts';
import { flowEnd } from '../../console/live/flowEnd.ts';
import { flowNotes } from '../../console/live/flowNotes.ts';
import { flowSteps } from '../../console/live/flowSteps.ts';
import { median } from '../../console/live/median.ts';
import { scaleFor } from '../../console/live/scaleFor.ts';
import type { CommandNews, DeliveredRecord, DeliveryNews, News } from '../../src/client/news.ts';

const START = Date.parse('2026-03-01T12:00:00.000Z');

const command = (more: Partial<CommandNews> = {}): News => ({
  type: 'command',
  data: {
    requestId: 'r1',
    method: 'POST',
    path: '/pets',
    status: 201,
    petId: 'misty',
    version: 1,
    startedAt: START,
    endedAt: START + 4.5,
    ...more,
  },
});
const record = (more: Partial<DeliveredRecord> = {}): DeliveredRecord => ({
  eventId: 'e1',
  petId: 'misty',
  version: 1,
  type: 'PetCreated',
  requestId: 'r1',
  occurredAt: new Date(START + 2).toISOString(),
  pet: { name: 'Misty', type: 'cat' },
  ...more,
});
const delivery = (more: Partial<DeliveryNews> = {}): News => ({
  type: 'delivery',
  data: {
    function: 'projectPets',
    startedAt: START + 8,
    endedAt: START + 11,
    attempt: 1,
    error: null,
    records: [record()],
    ...more,
  },
});
const message = (source = 'pets', at = START + 14): News => {
  const { occurredAt: _, ...event } = record();
  return { type: 'message', data: { ...event, source, at } };
};
const flowsOf = (...news: News[]): Flow[] => news.reduce<Flow[]>(withNews, []);

describe('a change on its way', () => {
  const published = delivery({ function: 'publishPets', startedAt: START + 9, endedAt: START + 15 });
  const news = [command(), delivery(), message(), published];

  test.each([
    ['as it happens', news],
    ['with the answer last', [...news.slice(1), news[0]!]],
    ['backwards', news.toReversed()],
  ])('is one flow, whichever way its news come: %s', (_, ordered) => {
    const flows = flowsOf(...ordered);
    expect(flows).toHaveLength(1);
    expect(flowSteps(flows[0]!)).toEqual({
      startedAt: START,
      answered: 4.5,
      recorded: 2,
      projected: 11,
      published: 14,
    });
    expect(flowNotes(flows[0]!)).toEqual([]);
  });

  test('of a deletion, whose answer tells no version', () => {
    const [flow] = flowsOf(command({ method: 'DELETE', status: 204, version: null }), delivery());
    expect(flow).toMatchObject({ command: { status: 204 }, event: { eventId: 'e1' } });
  });

  test('without its command, as one of the command line has none', () => {
    expect(flowSteps(flowsOf(delivery())[0]!)).toMatchObject({ startedAt: START + 2, answered: null, projected: 9 });
  });

  test('keeps apart the changes of one request id, which may be the caller’s own', () => {
    const other = record({ eventId: 'e2', version: 2 });
    const flows = flowsOf(command(), command({ version: 2 }), delivery({ records: [record(), other] }));
    expect(flows.map(({ event, command }) => [event?.eventId, command?.version])).toEqual([
      ['e2', 2],
      ['e1', 1],
    ]);
  });

  test('leaves replays to their own', () => {
    expect(flowsOf(command(), message('pets.replay'))).toEqual(flowsOf(command()));
  });

  test('keeps the newest 200', () => {
    const flows = flowsOf(...Array.from({ length: 250 }, (_, n) => command({ requestId: `r${n}`, petId: `p${n}` })));
    expect([flows.length, flows[0]?.number, flows.at(-1)?.number]).toEqual([200, 250, 51]);
  });
});

describe('what went wrong', () => {
  const failed = delivery({ error: 'out of order', endedAt: START + 9 });
  const again = delivery({ attempt: 2, startedAt: START + 60, endedAt: START + 62 });

  test('a delivery that failed, and the one that did not', () => {
    const [flow] = flowsOf(command(), failed, again);
    expect(flowSteps(flow!).projected).toBe(62);
    expect(flowNotes(flow!)).toEqual([
      { text: 'The row failed once, then was written at attempt 2. The reason: out of order', isFailure: true },
    ]);
  });

  test('a delivery that is to come again', () => {
    const [flow] = flowsOf(command(), failed, failed);
    expect(flowSteps(flow!).projected).toBeNull();
    expect(flowNotes(flow!)[0]?.text).toBe(
      'The row failed 2 times, and is being tried again. The reason: out of order',
    );
  });

  test('two messages of one event', () => {
    expect(flowNotes(flowsOf(command(), message(), message())[0]!)).toEqual([
      { text: 'The message was sent 2 times: consumers deduplicate on eventId.', isFailure: false },
    ]);
  });
});

describe('a command without an event', () => {
  test.each([
    ['it was refused', [command({ status: 400, petId: null, version: null })]],
    [
      'its version is the event of another',
      [command(), delivery(), command({ requestId: 'r2', startedAt: START + 20 })],
    ],
    [
      'later events came by',
      [
        command({ requestId: 'r2', petId: 'rex', version: null }),
        delivery({ records: [record({ occurredAt: new Date(START + 900).toISOString() })] }),
      ],
    ],
  ])('is known by: %s', (_, news) => {
    const flows = flowsOf(...news);
    expect(flows.filter((flow) => hasNoEvent(flow, flows))).toHaveLength(1);
  });

  test('is not one whose event may still come', () => {
    const flows = flowsOf(command());
    expect(hasNoEvent(flows[0]!, flows)).toBe(false);
  });
});

test.each([
  [[], 10],
  [[3, 4, 9], 10],
  [[3, 30, 40, 45, 9_000], 10_000],
  [[120, 130, 180, 190], 200],
])('the scale for %j is %i ms', (ends, scale) => {
  expect(scaleFor(ends)).toBe(scale);
});

test('the end of a flow is that of its last attempt, one that failed too', () => {
  const failed = delivery({ error: 'out of order', endedAt: START + 900 });
  expect([flowEnd(flowsOf(command())[0]!), flowEnd(flowsOf(command(), failed)[0]!)]).toEqual([4.5, 900]);
});

test('medians', () => {
  expect([median([]), median([5]), median([9, 1, 4]), median([1, 2, 30, 40])]).toEqual([null, 5, 4, 16]);
});
