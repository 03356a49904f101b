import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { createTable } from '../../infra/local/createTables.ts';
import { handleCommand } from '../../src/commands/handleCommand.ts';
import { Meter } from '../../src/dynamo/meter.ts';
import { checkHistory } from '../../src/eventStore/checkHistory.ts';
import { dynamoEventFeed } from '../../src/eventStore/dynamoEventFeed.ts';
import { dynamoEventStore } from '../../src/eventStore/dynamoEventStore.ts';
import { dynamoStreamCatalog } from '../../src/eventStore/dynamoStreamCatalog.ts';
import type { EventFeed } from '../../src/eventStore/eventFeed.ts';
import type { EventStore } from '../../src/eventStore/eventStore.ts';
import { hashOf } from '../../src/eventStore/hashOf.ts';
import { idsFrom } from '../../src/eventStore/nextEventId.ts';
import { seal } from '../../src/eventStore/seal.ts';
import type { StreamCatalog } from '../../src/eventStore/streamCatalog.ts';
import { UndecodableEvent } from '../../src/eventStore/undecodableEvent.ts';
import { dynamoRowStore } from '../../src/projections/dynamoRowStore.ts';
import { planRebuild } from '../../src/projections/planRebuild.ts';
import { project } from '../../src/projections/project.ts';
import { rowOf } from '../../src/projections/projection.ts';
import type { Oddity } from '../../src/projections/rebuildContext.ts';
import { rebuildStep } from '../../src/projections/rebuildStep.ts';
import { added, noTotals } from '../../src/projections/rebuildTask.ts';
import type { RowStore } from '../../src/projections/rowStore.ts';
import { verifyStream } from '../../src/projections/verifyStream.ts';
import { useEngine } from '../support/engine.ts';
import { METADATA } from '../support/history.ts';
import { memoryEventStore } from '../support/memoryEventStore.ts';
import { memoryRowStore } from '../support/memoryRowStore.ts';
import {
  type RecordedVisitEvent,
  type VisitCommand,
  visitDecider,
  visitStream,
  visitsProjection,
  visitTables,
} from '../support/visitStream.ts';

// A second kind of stream goes through every mechanism, none of which was made for it.

type Store = EventStore<RecordedVisitEvent> & EventFeed<RecordedVisitEvent> & StreamCatalog<RecordedVisitEvent>;
type Recorded = RecordedVisitEvent;

const engine = useEngine();
beforeAll(async () => {
  const client = new DynamoDBClient();
  for (const table of Object.values(visitTables)) await createTable(client, table);
});

const inMemory = memoryEventStore(visitStream);
const rowsInMemory = memoryRowStore(visitsProjection);
const { events, visits } = visitTables;
const kinds: [string, () => Store, () => RowStore][] = [
  [
    'on DynamoDB',
    () => ({
      ...dynamoEventStore(engine.client, events.localName, visitStream),
      ...dynamoEventFeed(engine.client, events.localName, visitStream),
      ...dynamoStreamCatalog(engine.client, events.localName, visitStream),
    }),
    () => dynamoRowStore(engine.client, visits.localName, visitsProjection),
  ],
  ['in memory', () => inMemory, () => rowsInMemory],
];

describe.each(kinds)('visits %s', (_, store, rows) => {
  const carryOut = (visitId: string, command: VisitCommand) =>
    handleCommand(store(), visitDecider, { streamId: visitId, command: () => ({ command }), metadata: METADATA });
  const readModel = () => ({ projection: visitsProjection, rows: rows() });
  const verified = (visitId: string) =>
    verifyStream({ kind: visitStream, catalog: store(), readModels: [readModel()] }, visitId, {
      attempts: 1,
      pauseMs: 0,
    });
  const historyOf = async (visitId: string) => {
    const history: Recorded[] = [];
    for await (const event of store().read(visitId)) history.push(event);
    return history;
  };
  const streamed = (history: readonly Recorded[]) =>
    history.map((event, index) => ({ event, sequenceNumber: String(index) }));
  const aVisit = async (commands: VisitCommand[]) => {
    const visitId = randomUUID();
    for (const command of commands) await carryOut(visitId, command);
    return visitId;
  };

  const BOOK: VisitCommand = { type: 'Book', petId: 'rex', at: '2026-03-01T10:00:00Z' };
  const MOVE: VisitCommand = { type: 'Move', at: '2026-03-02T10:00:00Z' };

  test('are appended, refused and left as they are', async () => {
    const visitId = await aVisit([BOOK, MOVE]);
    expect(await carryOut(visitId, MOVE)).toMatchObject({ done: true, unchanged: true, newest: { version: 2 } });
    expect(await carryOut(visitId, BOOK)).toEqual({ done: false, refusal: 'booked' });
    expect(await carryOut(visitId, { type: 'Cancel' })).toMatchObject({ newest: { version: 3, state: null } });
    expect(await carryOut(visitId, MOVE)).toEqual({ done: false, refusal: 'no-visit' });
    const history = await historyOf(visitId);
    expect(history.map(({ type }) => type)).toEqual(['VisitBooked', 'VisitMoved', 'VisitCancelled']);
    expect(history[1]).toMatchObject({ streamId: visitId, state: { petId: 'rex', at: MOVE.at } });
  });

  test('are contested: every writer decides on what the one before left', async () => {
    const visitId = await aVisit([BOOK]);
    const times = Array.from({ length: 12 }, (_, n) => `2026-04-01T${String(10 + n)}:00:00Z`);
    await Promise.all(times.map((at) => carryOut(visitId, { type: 'Move', at })));
    const moved = (await historyOf(visitId)).slice(1).map(({ state }) => state?.at);
    expect(moved.sort()).toEqual(times);
  });

  test('are chained and verified: what is changed is found', async () => {
    const visitId = await aVisit([BOOK, MOVE]);
    await project([readModel()], streamed(await historyOf(visitId)));
    expect(await verified(visitId)).toMatchObject({ events: 2, findings: [] });
    const check = checkHistory(visitStream, visitId);
    const findings = [];
    for await (const item of store().items(visitId))
      findings.push(...check.next(item.version === 1 ? { ...item, occurredAt: '2026-01-01T00:00:00.000Z' } : item));
    expect(findings.map(({ check: kind }) => kind)).toEqual(['hash', 'id']);
  });

  test('an event that could not be read back is never stored', async () => {
    const [booked] = await historyOf(await aVisit([BOOK]));
    const broken = { ...booked!, type: 'VisitForgotten' } as unknown as Recorded;
    expect(() => seal(visitStream, broken)).toThrow(UndecodableEvent);
    const { hash: _hash, ...noTime } = { ...booked!, data: { petId: 'rex' } } as unknown as Recorded;
    expect(() => seal(visitStream, noTime as Recorded)).toThrow(UndecodableEvent);
  });

  test('of the first stored shape are read in the present one', async () => {
    const visitId = randomUUID();
    const [booked] = await historyOf(await aVisit([BOOK]));
    const { item } = seal(visitStream, { ...booked!, streamId: visitId });
    const old = { ...item, schemaVersion: 1, data: { petId: 'rex', day: '2026-03-01' } };
    const stored = { ...old, hash: hashOf(old) };
    await store().append({ event: { ...booked!, streamId: visitId }, item: stored });
    expect(await store().newest(visitId)).toMatchObject({ state: { petId: 'rex', at: '2026-03-01T09:00:00Z' } });
    // Moved by the code of today, the chain holds over both shapes.
    await carryOut(visitId, MOVE);
    await project([readModel()], streamed(await historyOf(visitId)));
    expect((await verified(visitId)).findings).toEqual([]);
  });

  test('are in the feed', async () => {
    const visitId = await aVisit([BOOK, MOVE]);
    const seen: string[] = [];
    for await (const { streamId, type } of store().feed({ above: idsFrom(0), below: '~', count: 5 }))
      if (streamId === visitId) seen.push(type);
    expect(seen).toEqual(['VisitBooked', 'VisitMoved']);
  });

  test('are projected, whatever the order: what a row no longer has is removed', async () => {
    const visitId = await aVisit([BOOK, MOVE, { type: 'Cancel' }, { ...BOOK, petId: 'misty' }]);
    const history = await historyOf(visitId);
    for (const order of [[0], [2, 1], [2], [3, 0], [1, 2, 3]]) {
      await project([readModel()], streamed(order.map((place) => history[place]!)));
      const newest = history[Math.max(...order, ...(order[0] === 3 || order.length === 3 ? [3] : []))]!;
      expect(await rows().row(visitId)).toEqual(rowOf(visitsProjection, newest));
    }
  });

  test('are rebuilt: missing rows, late ones, and those of an older projection', async () => {
    const ids = await Promise.all(Array.from({ length: 7 }, () => aVisit([BOOK, MOVE])));
    const histories = await Promise.all(ids.map(historyOf));
    // The rows of two visits are missing, of two they are late, of one they are older code's.
    await rows().write(histories.slice(2, 4).map(([booked]) => rowOf(visitsProjection, booked!)));
    await rows().write(histories.slice(4).map(([, moved]) => rowOf(visitsProjection, moved!)));
    const old = { ...rowOf({ ...visitsProjection, number: 0 }, histories[4]![1]!), at: 'long ago' };
    await rows().replace({ streamId: ids[4]!, eventId: histories[4]![1]!.eventId }, old);
    await rows().write([{ visitId: 'stray', version: 1, eventId: 'of nothing', projection: 1, at: 'never' }]);

    const oddities: Oddity[] = [];
    const context = {
      catalog: store(),
      readModels: [readModel()],
      meter: new Meter(),
      report: (oddity: Oddity) => oddities.push(oddity),
    };
    const options = { reconcile: false, dryRun: false, force: true, maxWriteUnits: null };
    let totals = noTotals();
    for (const task of await planRebuild(context, { ...options, segments: 2 })) {
      let current = task;
      while (!current.done) current = await rebuildStep(context, current, 3);
      totals = added(totals, current.totals);
    }
    expect(totals).toMatchObject({ missing: expect.any(Number), behind: 2, outdated: 1, stray: 1 });
    expect(oddities).toMatchObject([{ message: 'a row has no event', streamId: 'stray' }]);
    for (const [index, id] of ids.entries())
      expect(await rows().row(id)).toEqual(rowOf(visitsProjection, histories[index]![1]!));
    expect(await rows().row('stray')).toBeUndefined();
    for (const id of ids) expect((await verified(id)).findings).toEqual([]);
  });
});

test('a record that is not a visit is reported, not read', () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  const check = checkHistory(visitStream, 'x');
  expect(check.next({ visitId: 'x', version: 1 }).map(({ check: kind }) => kind)).toContain('decodable');
  log.mockRestore();
});
