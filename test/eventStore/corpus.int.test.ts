import { readdirSync, readFileSync } from 'node:fs';
import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Invoke } from '../../infra/local/invoking.ts';
import { loadFunction } from '../../infra/local/loadFunction.ts';
import { openTarget } from '../../src/cli/target.ts';
import type { JsonObject } from '../../src/domain/jsonValue.ts';
import { inReadingOrder } from '../../src/domain/pet.ts';
import { fold, PET_EVENT_TYPES } from '../../src/domain/petEvents.ts';
import { asOfTime } from '../../src/eventStore/asOfTime.ts';
import { isSealed } from '../../src/eventStore/checkHistory.ts';
import { dynamoEventFeed } from '../../src/eventStore/dynamoEventFeed.ts';
import { dynamoEventStore } from '../../src/eventStore/dynamoEventStore.ts';
import { fromItem } from '../../src/eventStore/fromItem.ts';
import { idsFrom } from '../../src/eventStore/nextEventId.ts';
import { schemaVersionOf } from '../../src/eventStore/streamKind.ts';
import { verifyStream } from '../../src/projections/verifyStream.ts';
import { petChanges } from '../../src/queries/petChanges.ts';
import { petAfter, petStream, type RecordedPetEvent } from '../../src/streams/petStream.ts';
import { useEngine } from '../support/engine.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';
import { insertRecord } from '../support/streamRecords.ts';

// The corpus: whole streams of pets, each of one schemaVersion, as DynamoDB holds them, and the pet as clients saw it after
// each event. Whatever the code becomes, it must read these items on every path, and see these pets.
const corpus = new URL('../corpus/', import.meta.url);
const json = (path: string) => JSON.parse(readFileSync(new URL(path, corpus), 'utf8'));
const streams = readdirSync(corpus).map((folder) => {
  const files = readdirSync(new URL(folder, corpus)).filter((file) => file !== 'pets.json');
  const items: Record<string, AttributeValue>[] = files.sort().map((file) => json(`${folder}/${file}`));
  const schemaVersion = Number(items[0]?.schemaVersion?.N);
  return { folder, schemaVersion, items, pets: json(`${folder}/pets.json`) as (JsonObject | null)[] };
});

const engine = useEngine();
const functions: Record<string, Invoke> = {};
beforeAll(async () => {
  for (const name of ['showPet', 'petHistory', 'blamePet', 'listEvents', 'updatePet', 'restorePet', 'projectPets']) {
    functions[name] = await loadFunction(name);
  }
  for (const { items } of streams) {
    for (const Item of items) await engine.client.send(new PutItemCommand({ TableName: 'Events', Item }));
  }
});
const collect = async <T>(all: AsyncIterable<T>) => {
  const items: T[] = [];
  for await (const one of all) items.push(one);
  return items;
};

test('the corpus has every schemaVersion, and every type of event (test/support/recordCorpus.ts)', () => {
  const versions = Array.from({ length: schemaVersionOf(petStream) }, (_, index) => index + 1);
  expect([...new Set(streams.map(({ schemaVersion }) => schemaVersion))].sort()).toEqual(versions);
  const types = streams.flatMap(({ items }) => items.map(({ type }) => type?.S));
  expect(new Set(types)).toEqual(new Set(PET_EVENT_TYPES));
});

describe.each(streams)('the stored items of $folder', ({ schemaVersion, items, pets }) => {
  const stored = items.map((item) => unmarshall(item));
  const petId: string = stored[0]!.petId;
  const store = () => dynamoEventStore(engine.client, 'Events', petStream);
  const call = async (name: string, routeKey: string, rawQueryString = '', body?: object) =>
    parsed(
      await functions[name]!(
        gatewayEvent(routeKey, {
          pathParameters: { petId },
          rawQueryString,
          ...(body && { body: JSON.stringify(body) }),
        }),
      ),
    );

  test('all are of one version, one after another', () => {
    expect(new Set(stored.map((item) => item.schemaVersion))).toEqual(new Set([schemaVersion]));
    expect(stored.map(({ version }) => version)).toEqual(stored.map((_, index) => index + 1));
  });

  test('each is sealed as it is stored, and breaks when it is touched', () => {
    for (const item of stored) {
      expect(isSealed(item)).toBe(true);
      expect(isSealed({ ...item, schemaVersion: schemaVersion + 1 })).toBe(false);
    }
  });

  test('each leads to the pet that clients saw, and the events fold to the states they carry', () => {
    const events = stored.map((item) => fromItem(petStream, item));
    const seen = events.map(petAfter);
    expect(seen.map((pet) => pet && inReadingOrder(pet))).toEqual(pets);
    for (const [index, event] of events.entries()) {
      expect(event.state).toEqual(fold(events.slice(0, index + 1)));
    }
  });

  test('every read path of the store gives the same events', async () => {
    const events = stored.map((item) => fromItem(petStream, item));
    expect(await collect(store().read(petId))).toEqual(events);
    expect(await collect(store().read(petId, { order: 'desc' }))).toEqual(events.toReversed());
    expect(await store().newest(petId)).toEqual(events.at(-1));
    for (const event of events) {
      expect(await store().asOf(petId, event.version)).toEqual(event);
      expect(await asOfTime(store(), petId, Date.parse(event.occurredAt))).toEqual(event);
    }
    const changes = await collect(petChanges(store(), petId, { order: 'asc' }));
    expect(changes.map(({ event }) => event)).toEqual(events);
    const feed = await collect(
      dynamoEventFeed(engine.client, 'Events', petStream).feed({
        above: idsFrom(0),
        below: idsFrom(Date.now()),
        count: 10,
      }),
    );
    expect(feed.filter((event: RecordedPetEvent) => event.streamId === petId)).toEqual(events);
  });

  test('every function reads them', async () => {
    for (const [index, pet] of pets.entries()) {
      const { status, body } = await call('showPet', 'GET /pets/{petId}', `version=${index + 1}`);
      if (pet) expect([status, body]).toEqual([200, pet]);
      else expect(status).toBe(410);
    }
    const history = await call('petHistory', 'GET /pets/{petId}/history');
    expect((history.body as { items: unknown[] }).items).toHaveLength(stored.length);
    expect((await call('blamePet', 'GET /pets/{petId}/blame')).status).toBe(200);
    const feed = await call('listEvents', 'GET /events', 'limit=100');
    expect((feed.body as { items: unknown[] }).items.length).toBeGreaterThanOrEqual(stored.length);

    const Records = items.map((item) => {
      const record = insertRecord({});
      return { ...record, dynamodb: { ...record.dynamodb, NewImage: item } };
    });
    expect(await functions.projectPets!({ Records })).toEqual({ batchItemFailures: [] });
    expect((await call('showPet', 'GET /pets/{petId}')).body).toEqual(pets.at(-1));
  });

  test('verify finds nothing, and commands of today go on from them', async () => {
    const target = await openTarget({ endpoint: engine.endpoint, data: '' });
    const patience = { attempts: 1, pauseMs: 0 };
    expect((await verifyStream(target, petId, patience)).findings).toEqual([]);

    const before = stored.length;
    expect((await call('updatePet', 'PUT /pets/{petId}', '', { name: 'Otto' })).status).toBe(200);
    const restored = await call('restorePet', 'POST /pets/{petId}/restore', `version=${before}`);
    expect(restored.body).toMatchObject({ ...pets.at(-1), version: before + 2, updatedAt: expect.any(String) });
    const [, , ...appended] = await collect(store().read(petId, { from: before - 1 }));
    expect(appended.map(({ schemaVersion: version }) => version)).toEqual([
      schemaVersionOf(petStream),
      schemaVersionOf(petStream),
    ]);
    expect((await verifyStream(target, petId, patience)).findings.map(({ check }) => check)).toEqual(['row']);
  });
});
